import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { seeded } from './engine/choices.ts';
import { sealed } from './engine/sealed-globals.ts';
import { simulateMany } from './many.ts';
import { scenarios } from './scenarios.ts';
import { ofSeed, simulate } from './simulate.ts';

describe.each(scenarios)('the story of the $name', (scenario) => {
  it('is the same every time it is played with the same seed', async () => {
    const seeds = Array.from({ length: 30 }, (_, index) => index + 1);
    const first: number[] = [];
    for (const seed of seeds) first.push((await simulate(ofSeed(seed, scenario))).hash);

    const second: number[] = [];
    for (const seed of seeds.toReversed()) second.unshift((await simulate(ofSeed(seed, scenario))).hash);

    expect(second).toEqual(first);
    expect(new Set(first).size).toBe(seeds.length);
  });

  it('is the same whether somebody reads its trace or not', async () => {
    const lines: string[] = [];

    const told = await simulate(ofSeed(3, scenario, (line) => void lines.push(line)));

    expect(told.hash).toBe((await simulate(ofSeed(3, scenario))).hash);
    expect(lines.length).toBeGreaterThan(20);
  });

  it('breaks no invariant under 200 seeds', async () => {
    const { violations } = await simulateMany(scenario, { from: 1_000_001, seeds: 200 });

    expect(violations).toEqual([]);
  });
});

describe('inside a simulation', () => {
  it.each([
    ['Date.now', () => Date.now()],
    ['new Date()', () => new Date()],
    ['Math.random', () => Math.random()],
    ['performance', () => performance.now()],
    ['process.hrtime', () => process.hrtime.bigint()],
    ['setTimeout', () => setTimeout(() => undefined, 1)],
    ['fetch', () => fetch('http://127.0.0.1')],
    ['crypto.randomUUID', () => crypto.randomUUID()],
    ['crypto.randomUUID', () => randomUUID()],
  ])('%s throws', async (name, use) => {
    await expect(sealed(async () => use())).rejects.toThrow(`${name} was used inside a simulation`);
  });

  it('a moment that is given is still a date', async () => {
    await expect(sealed(async () => new Date(0).toISOString())).resolves.toBe('1970-01-01T00:00:00.000Z');
  });

  it('ends with the globals that there were before', async () => {
    await sealed(async () => undefined);

    expect(Date.now()).toBeGreaterThan(0);
    expect(new Date()).toBeInstanceOf(Date);
  });
});

describe('a seed', () => {
  it('gives numbers of its own, evenly', () => {
    const { choose } = seeded(1);
    const counts = Array.from({ length: 10 }, () => 0);

    for (let draw = 0; draw < 10_000; draw += 1) counts[choose('any', 10)] = (counts[choose('any', 10)] ?? 0) + 1;

    expect(Math.min(...counts)).toBeGreaterThan(850);
    expect(seeded(2).choose('any', 2 ** 32)).not.toBe(seeded(3).choose('any', 2 ** 32));
  });
});
