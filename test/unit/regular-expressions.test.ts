import { globSync, readFileSync } from 'node:fs';
import { checkSync } from 'recheck';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { openapiDocument } from '#platform/openapi.ts';
import type { Operation } from '#platform/operation.ts';
import { patternOf } from '#platform/path.ts';
import { allOperations, services } from '../../lib/contracts.ts';
import { patternsIn, type RegularExpression, regularExpressionsIn } from '../architecture/regular-expressions.ts';

// In this process and in JavaScript, which is the same wherever Node.js runs; recheck would look for a Java or a binary.
beforeAll(() => void vi.stubEnv('RECHECK_SYNC_BACKEND', 'pure'));
afterAll(() => void vi.unstubAllEnvs());

const files = readProduct();
const patterns = patternsIn(openapiDocument(services));

describe('a regular expression', () => {
  const all = [...files.flatMap(({ whole }) => whole), ...patterns, ...pathsByVariables().map(patternOf)];
  const distinct = new Map(all.map((each) => [`/${each.source}/${each.flags}`, each]));

  test.each([...distinct])('is not made slow by any text: %s', { timeout: 60_000 }, (_, expression) => {
    expect(judge(expression)).toBe('safe');
  });

  test('is made of parts only where what comes of it is tried here too', () => {
    const made = files.flatMap(({ path, made }) => made.map((code) => `${path}: ${code}`));

    // One, from the paths of the contracts, which are tried as `pathsByVariables` has them.
    expect(made).toEqual([expect.stringMatching(/^lambdas\/platform\/path\.ts: /)]);
  });

  test('is looked for in all that runs, and in all that a schema says', () => {
    const sources = new Set(all.map(({ source }) => source));

    expect(files.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['bin/require-node.cjs', 'lambdas/rides/store.ts', 'lib/local/start.ts']),
    );
    expect(sources).toContain('^[a-z2-7]{26}$');
    expect(patterns.length).toBeGreaterThan(100);
    expect(distinct.size).toBeGreaterThan(50);
  });
});

describe('a slow regular expression', () => {
  test.each([
    ['exponential', '^(a+)+$'],
    ['exponential', '^(?:\\w|\\d)*$'],
    ['2nd degree polynomial', '\\s+$'],
    ['2nd degree polynomial', '^\\d*\\d*$'],
  ])('is found by what a text would cost, %s: %s', (cost, source) => {
    expect(judge({ source, flags: '' })).toMatch(`vulnerable, ${cost}`);
  });

  test.each([
    'const slow = /^(a+)+$/',
    'text.replaceAll(/^(a+)+$/g, "")',
    'class Slow { static readonly PATTERN = z.string().regex(/^(a+)+$/) }',
    "new RegExp('^(a+)+$')",
    "globalThis.RegExp('^(a+)+$', 'u')",
    'RegExp(`^(a+)+$`)',
  ])('is found in %s', (code) => {
    const { whole, made } = regularExpressionsIn(code);

    expect(whole.map((each) => judge(each))).toEqual([expect.stringContaining('exponential')]);
    expect(made).toEqual([]);
  });

  test('is found in a schema within a schema', () => {
    const schema = { properties: { pattern: { anyOf: [{ type: 'string', pattern: '^(a+)+$' }] } } };

    expect(patternsIn(schema).map((each) => judge(each))).toEqual([expect.stringContaining('exponential')]);
  });

  test.each(['new RegExp(`^` + part)', 'RegExp(source)', "new RegExp('a', flags)"])('may be in %s', (code) => {
    expect(regularExpressionsIn(code)).toEqual({ whole: [], made: [code] });
  });
});

test('a regular expression that cannot be judged, or not in time, is not taken for a safe one', () => {
  expect(judge({ source: '(', flags: '' })).toBe('unknown, invalid');
  expect(judge({ source: 'a', flags: '' }, { msMax: 0 })).toBe('unknown, timeout');
});

/**
 * Up to 600 repetitions recheck works out what any text would cost; left to itself, it would only try some texts beyond
 * 30, as it does with look-ahead. Half a minute is ten times what the longest of ours takes.
 */
function judge({ source, flags }: RegularExpression, { msMax } = { msMax: 30_000 }): string {
  const found = checkSync(source, flags, { maxRepeatCount: 600, timeout: msMax });
  if (found.status === 'safe') return 'safe';
  if (found.status === 'unknown') return `unknown, ${found.error.kind}`;
  return `vulnerable, ${found.complexity.summary}: ${found.attack.pattern}`;
}

function readProduct() {
  const root = new URL('../../', import.meta.url);
  return globSync('{bin,lambdas,lib}/**/*.{ts,mts,cts,js,mjs,cjs}', { cwd: root }).map((path) => ({
    path,
    ...regularExpressionsIn(readFileSync(new URL(path, root), 'utf8')),
  }));
}

/** One path for each number of variables: for the rest paths differ in their words alone. */
function pathsByVariables(): string[] {
  const paths = allOperations.flatMap(({ path, aliases = [] }: Operation) => [path, ...aliases]);
  return [...new Map(paths.map((path) => [path.split('{').length, path])).values()];
}
