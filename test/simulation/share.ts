import { simulateMany } from './many.ts';
import { scenarioNamed } from './scenarios.ts';

/** One share of many seeds, in a process of its own: `share.ts SCENARIO FROM SEEDS`; its parent is told the sum. */
const [name = '', from, seeds] = process.argv.slice(2);
const sum = await simulateMany(scenarioNamed(name), { from: Number(from), seeds: Number(seeds) });
process.send?.(sum);
