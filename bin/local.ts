import { start } from '../lib/local/start.ts';

await start(process.argv.slice(2));
