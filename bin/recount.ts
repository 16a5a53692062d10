import { runCommand } from '../lib/admin/run.ts';

// Counts unique skiers from the rides and mends the view: npm run recount -- --resort R --season S --day D | --all
await runCommand({ command: 'recount', args: process.argv.slice(2) });
