import { parseArgs } from 'node:util';
import { simulateOnAllCores } from './many.ts';
import { reportOf } from './report.ts';
import type { Scenario } from './scenario.ts';
import { scenarioNamed, scenarios } from './scenarios.ts';
import { ofSeed, simulate } from './simulate.ts';

/**
 * `npm run simulate -- --seeds N [--from S] [--scenario NAME]` plays many worlds, `-- --scenario NAME --seed S --trace`
 * one of them, told line by line.
 */
const { values } = parseArgs({
  options: {
    scenario: { type: 'string' },
    seeds: { type: 'string', default: '1000' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    trace: { type: 'boolean', default: false },
  },
});
const chosen = values.scenario === undefined ? scenarios : [scenarioNamed(values.scenario)];

for (const scenario of chosen) {
  const isFine = values.seed === undefined ? await playMany(scenario) : await playOne(scenario, Number(values.seed));
  if (!isFine) process.exitCode = 1;
}

async function playOne(scenario: Scenario, seed: number): Promise<boolean> {
  const found = await simulate(ofSeed(seed, scenario, values.trace ? say : undefined));
  say(
    `${scenario.name}, seed ${seed}: ${found.events} events, ${found.faults} faults, schedule ${found.hash.toString(16)}`,
  );
  if (found.violation) say(`VIOLATED ${found.violation.invariant}. ${found.violation.detail}`);
  return !found.violation;
}

async function playMany(scenario: Scenario): Promise<boolean> {
  const range = { from: Number(values.from), seeds: Number(values.seeds) };
  const { isFine, lines } = reportOf(scenario, await simulateOnAllCores(scenario, range));
  lines.forEach(say);
  return isFine;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
