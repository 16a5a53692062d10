import { parseArgs } from 'node:util';
import { missedBy, type Sum, simulateMany } from './many.ts';
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
const VIOLATIONS_SHOWN = 10;

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
  const before = process.cpuUsage();
  const sum = await simulateMany(scenario, { from: Number(values.from), seeds: Number(values.seeds) });
  const { user, system } = process.cpuUsage(before);
  report(scenario, sum, (user + system) / 1_000_000);

  const missed = missedBy(sum, scenario);
  if (missed.length > 0) say(`  too seldom met: ${missed.join('; ')}`);
  for (const { seed, invariant, detail } of sum.violations.slice(0, VIOLATIONS_SHOWN)) {
    say(
      `  VIOLATED ${invariant}. ${detail}\n    npm run simulate -- --scenario ${scenario.name} --seed ${seed} --trace`,
    );
  }
  return missed.length === 0 && sum.violations.length === 0;
}

function report({ name }: Scenario, { seeds, events, faults, marks, violations }: Sum, cpuSeconds: number): void {
  const operations = marks.get('an operation') ?? 0;
  say(
    `${name}: ${seeds} seeds, ${violations.length} with a violation; ${Math.round(seeds / cpuSeconds)} seeds a core-second, ` +
      `${(events / seeds).toFixed(0)} events and ${(faults / seeds).toFixed(1)} faults a seed, ` +
      `${(faults / operations).toFixed(2)} faults an operation`,
  );
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
