import { runCommand } from '../lib/admin/run.ts';

// Looks at dead letters and sends them back: npm run dead-letters -- list | show | replay | discard
await runCommand({ command: 'dead-letters', args: process.argv.slice(2) });
