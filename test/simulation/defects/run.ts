import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { parseArgs, promisify } from 'node:util';
import { defectNamed, defects } from './all.ts';
import type { Defect } from './defect.ts';
import type { Hunted } from './hunt.ts';

/**
 * `npm run defects -- [NAME…]` plants each known-bad variant of our own code in a process of its own, and fails when one
 * of them is not caught by the invariant that it names; `-- NAME --survey SEEDS` tells what else would catch it.
 */
const { values, positionals } = parseArgs({ allowPositionals: true, options: { survey: { type: 'string' } } });
const chosen = positionals.length > 0 ? positionals.map(defectNamed) : defects;
const CHILD = new URL('child.ts', import.meta.url).pathname;
const run = promisify(execFile);

const waiting = chosen.values();
await Promise.all(
  Array.from({ length: availableParallelism() }, async () => {
    for (const defect of waiting) await judge(defect);
  }),
);

async function judge(defect: Defect): Promise<void> {
  const { name, story, caughtBy } = defect;
  if (values.survey !== undefined) {
    say(`${name}: ${JSON.stringify(await inChild(name, values.survey))}`);
    return;
  }
  const hunted = (await inChild(name)) as Hunted;
  const isCaught = hunted.detail !== undefined;
  if (!isCaught) process.exitCode = 1;
  say(`${isCaught ? 'caught' : 'NOT CAUGHT'}  ${name}, by ${caughtBy.invariant} after ${hunted.tries}. ${story}`);
}

async function inChild(...args: string[]): Promise<unknown> {
  const { stdout } = await run(process.execPath, ['--disable-warning=ExperimentalWarning', CHILD, ...args]);
  return JSON.parse(stdout);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
