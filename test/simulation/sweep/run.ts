import { parseArgs } from 'node:util';
import { services } from '../../../lib/contracts.ts';
import { sealed } from '../engine/sealed-globals.ts';
import type { Scenario } from '../scenario.ts';
import { type Point, playAt, pointNamed } from './points.ts';
import { stories } from './stories.ts';

/**
 * `npm run sweep` kills and freezes a process at every await of every story, one at a time; `-- --pairs` wherever two of
 * them fit; `-- --story NAME --at 'FAULT#N' --trace` does it at one of them (`--at` again: at both), told line by line.
 */
const { values } = parseArgs({
  options: {
    story: { type: 'string' },
    at: { type: 'string', multiple: true },
    pairs: { type: 'boolean', default: false },
    trace: { type: 'boolean', default: false },
  },
});
/** Who answers at once waits for nothing. */
const NEVER_WAIT = ['listResorts'];
const WORKERS = ['storeRides', 'seeSkiers', 'replay'];
const SHOWN_MAX = 10;
const chosen = stories.filter(({ name }) => values.story === undefined || values.story === name);

const reached = new Map<string, number>();
let [schedules, broken] = [0, 0];
const before = process.cpuUsage();
for (const story of chosen) await sealed(() => sweep(story));
const { user, system } = process.cpuUsage(before);

const aSecond = Math.round(schedules / ((user + system) / 1_000_000));
say(`sweep: ${schedules} schedules of ${chosen.length} stories, ${broken} with a violation; ${aSecond} a core-second`);
say(`  points by operation: ${[...reached].map(([name, count]) => `${name} ${count}`).join(', ')}`);
const operations = [services.rides, services.accounts].flatMap((service) => Object.values(service));
const wanted = [...operations.map(({ operationId }) => operationId), ...WORKERS];
const missed = wanted.filter((name) => !reached.has(name) && !NEVER_WAIT.includes(name));
if (values.story === undefined && missed.length > 0) say(`  in no story: ${missed.join(', ')}`);
if (broken > 0 || (values.story === undefined && missed.length > 0)) process.exitCode = 1;

async function sweep(story: Scenario): Promise<void> {
  if (values.at) return void (await visit(story, values.at.map(pointNamed)));
  const points = await visit(story, []);
  for (const point of points) {
    const others = await visit(story, [point]);
    if (values.pairs) for (const other of others) await visit(story, [point, other]);
  }
}

async function visit(story: Scenario, faults: readonly Point[]): Promise<readonly Point[]> {
  const { found, points } = await playAt(story, faults, values.trace ? say : undefined);
  schedules += 1;
  for (const mark of found.marks.keys()) {
    const [fault, where] = mark.split(' @ ');
    if (fault === faults[0]?.fault && where) reached.set(where, (reached.get(where) ?? 0) + 1);
  }
  if (found.violation) {
    broken += 1;
    if (broken > SHOWN_MAX) return points;
    say(`  VIOLATED ${found.violation.invariant}. ${found.violation.detail}`);
    say(`    npm run sweep -- --story ${story.name} ${faults.map(nameOf).join(' ')} --trace`);
  }
  return points;
}

function nameOf({ fault, nth }: Point): string {
  return `--at '${fault}#${nth}'`;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
