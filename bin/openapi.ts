// Writes docs/openapi.json from the contracts. It refuses a change that would break a client, unless told `--breaking`.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { openapiDocument } from '#platform/openapi.ts';
import { breakingChanges } from '../lib/breaking-changes.ts';
import { services } from '../lib/contracts.ts';

const file = new URL('../docs/openapi.json', import.meta.url);
const after = openapiDocument(services);
const broken = existsSync(file) ? breakingChanges(JSON.parse(readFileSync(file, 'utf8')), after) : [];

if (broken.length > 0 && !process.argv.includes('--breaking')) {
  process.stderr.write(`These changes would break a client:\n${broken.map((change) => `  ${change}\n`).join('')}`);
  process.stderr.write('Keep the old contract beside the new one, or write it all the same with `-- --breaking`.\n');
  process.exitCode = 1;
} else {
  writeFileSync(file, `${JSON.stringify(after, null, 2)}\n`);
}
