import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { alarmsOf } from '../lib/alarms.ts';
import { runbookPage } from '../lib/aws/runbook-page.ts';

// Writes docs/runbooks/ from the alarms of the services. `npm run runbooks`
for (const [service, alarms] of Object.entries(alarmsOf)) {
  writeFileSync(resolve(import.meta.dirname, `../docs/runbooks/${service}.md`), runbookPage(service, alarms));
}
