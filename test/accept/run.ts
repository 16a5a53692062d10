import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { inScratchFolder } from '../load/scratch.ts';
import { addingAnOperation } from './adding-an-operation.ts';
import { benchBatches } from './bench-batches.ts';
import { benchDeposits, benchLedger } from './bench-ledger.ts';
import { benchRatios } from './bench-ratios.ts';
import { burstDrained } from './burst-drained.ts';
import { countedOnce } from './counted-once.ts';
import { courseLoadStored } from './course-load.ts';
import { courseLoadKilled } from './course-load-killed.ts';
import { defectsCaught } from './defects.ts';
import { cacheFails, forecastsCached } from './forecasts.ts';
import { freshClone } from './fresh-clone.ts';
import { hostileTokens } from './hostile-tokens.ts';
import type { AcceptanceLine } from './line.ts';
import { manyAccounts } from './many-accounts.ts';
import { millionOperations } from './million-operations.ts';
import { moneyKilled } from './money-killed.ts';
import { overloadShed } from './overload.ts';
import { ridesCost } from './rides-cost.ts';
import { simulationHolds } from './simulation.ts';
import { triples } from './triples.ts';

/** `npm run accept -- [NAME…]`: checks every line, or those named, prints what was found and fails if one does not hold. */
const lines: readonly AcceptanceLine[] = [
  freshClone,
  courseLoadStored,
  courseLoadKilled,
  benchRatios,
  addingAnOperation,
  countedOnce,
  benchBatches,
  burstDrained,
  ridesCost,
  moneyKilled,
  millionOperations,
  forecastsCached,
  cacheFails,
  simulationHolds,
  defectsCaught,
  benchDeposits,
  benchLedger,
  manyAccounts,
  triples,
  hostileTokens,
  overloadShed,
];

const { positionals } = parseArgs({ allowPositionals: true });
const unknown = positionals.filter((name) => !lines.some((line) => line.name === name));
if (unknown.length > 0)
  throw new Error(`There is no ${unknown}; there are ${lines.map((line) => line.name).join(', ')}.`);

await inScratchFolder(async (folder) => {
  for (const line of lines) {
    if (positionals.length > 0 && !positionals.includes(line.name)) continue;
    process.stdout.write(`\n${line.name}: ${line.says}\n`);
    const passed = await passes(line, join(folder, line.name));
    process.stdout.write(`${passed ? 'PASS' : 'FAIL'} ${line.name}\n`);
    if (!passed) process.exitCode = 1;
  }
});

async function passes(line: AcceptanceLine, folder: string): Promise<boolean> {
  let passed = true;
  try {
    for await (const { holds, what, found } of line.check(folder)) {
      process.stdout.write(`  ${holds ? 'ok ' : 'NOT'}  ${what}: ${found}\n`);
      passed &&= holds;
    }
    return passed;
  } catch (error) {
    process.stdout.write(`  could not be checked: ${(error as Error).stack}\n`);
    return false;
  }
}
