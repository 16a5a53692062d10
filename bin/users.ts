import { runCommand } from '../lib/admin/run.ts';

// Lets people sign in on the embedded system: npm run users -- add | remove
await runCommand({ command: 'users', args: process.argv.slice(2) });
