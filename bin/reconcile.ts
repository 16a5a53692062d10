import { runCommand } from '../lib/admin/run.ts';

// Holds every balance against what it was made of: npm run reconcile -- [--stage NAME [--ledger-table NAME]]
await runCommand({ command: 'reconcile', args: process.argv.slice(2) });
