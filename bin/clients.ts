import { runCommand } from '../lib/admin/run.ts';

// Registers gates, tills and partners: npm run clients -- add | list | rotate | remove
await runCommand({ command: 'clients', args: process.argv.slice(2) });
