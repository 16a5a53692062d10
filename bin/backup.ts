import { runCommand } from '../lib/admin/run.ts';

// Copies the data of the embedded system into one file, while it runs: npm run backup -- --to FILE
await runCommand({ command: 'backup', args: process.argv.slice(2) });
