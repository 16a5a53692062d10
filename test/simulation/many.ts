import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { sealed } from './engine/sealed-globals.ts';
import type { Found } from './engine/world.ts';
import type { Scenario } from './scenario.ts';
import { inItsWorld, ofSeed } from './simulate.ts';

/** What many seeds have come to together. */
export interface Sum {
  seeds: number;
  events: number;
  faults: number;
  /** Of the processor, in all processes. */
  cpuSeconds: number;
  readonly marks: Map<string, number>;
  readonly violations: (NonNullable<Found['violation']> & { readonly seed: number })[];
}

export interface Range {
  readonly from: number;
  readonly seeds: number;
}

/** Plays a scenario under so many seeds, one after another. */
export function simulateMany(scenario: Scenario, range: Range): Promise<Sum> {
  return sealed(() => playAll(scenario, range));
}

/** As {@link simulateMany}, a process a core, each taking the next share when it has played one. */
export async function simulateOnAllCores(scenario: Scenario, { from, seeds }: Range): Promise<Sum> {
  const cores = availableParallelism();
  const share = Math.min(SHARE_MAX, Math.ceil(seeds / cores));
  const shares = Array.from({ length: Math.ceil(seeds / share) }, (_, n) => ({
    from: from + n * share,
    seeds: Math.min(share, seeds - n * share),
  })).values();
  const sums: Sum[] = [];
  await Promise.all(
    Array.from({ length: cores }, async () => {
      for (const range of shares) sums.push(await playShare(scenario, range));
    }),
  );
  return sums.reduce(added, nothing());
}

/** Long enough that a process has long been warm, short enough that all cores end together. */
const SHARE_MAX = 10_000;

function playShare({ name }: Scenario, range: Range): Promise<Sum> {
  return new Promise((resolve, reject) => {
    let sum: Sum | undefined;
    fork(new URL('share.ts', import.meta.url), [name, String(range.from), String(range.seeds)], {
      execArgv: ['--disable-warning=ExperimentalWarning'],
      serialization: 'advanced',
    })
      .on('message', (message) => {
        sum = message as Sum;
      })
      .on('exit', (code) => (sum ? resolve(sum) : reject(new Error(`A share of the ${name} ended with ${code}.`))));
  });
}

async function playAll(scenario: Scenario, { from, seeds }: Range): Promise<Sum> {
  const before = process.cpuUsage();
  const sum = { ...nothing(), seeds };
  for (let seed = from; seed < from + seeds; seed += 1) {
    const { violation, events, faults, marks } = await inItsWorld(ofSeed(seed, scenario));
    sum.events += events;
    sum.faults += faults;
    for (const [mark, count] of marks) sum.marks.set(mark, (sum.marks.get(mark) ?? 0) + count);
    if (violation) sum.violations.push({ seed, ...violation });
  }
  const { user, system } = process.cpuUsage(before);
  return { ...sum, cpuSeconds: (user + system) / 1_000_000 };
}

function nothing(): Sum {
  return { seeds: 0, events: 0, faults: 0, cpuSeconds: 0, marks: new Map(), violations: [] };
}

function added(one: Sum, other: Sum): Sum {
  for (const [mark, count] of other.marks) one.marks.set(mark, (one.marks.get(mark) ?? 0) + count);
  return {
    seeds: one.seeds + other.seeds,
    events: one.events + other.events,
    faults: one.faults + other.faults,
    cpuSeconds: one.cpuSeconds + other.cpuSeconds,
    marks: one.marks,
    violations: [...one.violations, ...other.violations],
  };
}

/** What should have happened and did too seldom: fewer than one in a thousand seeds has met it. */
export function missedBy({ seeds, marks }: Sum, { mustMeet }: Scenario): string[] {
  const floor = Math.floor(seeds / SEEDS_A_MEETING);
  return mustMeet.filter((mark) => (marks.get(mark) ?? 0) < floor);
}

/** So a run of less than a thousand seeds proves nothing of what it has met, and is not held to it. */
const SEEDS_A_MEETING = 1_000;
