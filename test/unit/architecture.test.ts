import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { lengths, liberties, violations } from '../architecture/examples.ts';
import { reasonsForLength } from '../architecture/reasons-for-length.ts';
import { rules } from '../architecture/rules.ts';
import { parse, type Source } from '../architecture/source.ts';

describe('the house', () => {
  const house = readHouse();

  it.each(rules)('keeps $id: $says', ({ brokenBy }) => {
    const breaches = house.flatMap((file) => brokenBy(file).map((how) => `${file.path}: ${how}`));

    expect(breaches).toEqual([]);
  });

  it('gives a reason for length only where a file is long', () => {
    const long = house.filter(({ lines }) => lines > 200).map(({ path }) => path);

    expect(long).toEqual(expect.arrayContaining([...reasonsForLength.keys()]));
  });

  it('is looked at whole', () => {
    const paths = house.map(({ path }) => path);

    expect(paths).toContain('bin/require-node.cjs');
    expect(paths).toContain('lambdas/rides/store.ts');
    expect(paths).toContain('lib/contracts.ts');
    expect(paths).toContain('test/unit/architecture.test.ts');
  });
});

describe('a rule', () => {
  it.each(violations)('$rule is broken in $path by: $code', ({ rule, path, code }) => {
    expect(rulesBrokenBy(path, code)).toEqual([rule]);
  });

  it.each(liberties)('is not broken in $path by: $code', ({ path, code }) => {
    expect(rulesBrokenBy(path, code)).toEqual([]);
  });

  it.each(lengths)('$rule lets $path have $linesMax lines and not one more', ({ rule, path, linesMax }) => {
    expect(rulesBrokenBy(path, linesOf(linesMax))).toEqual([]);
    expect(rulesBrokenBy(path, linesOf(linesMax + 1))).toEqual([rule]);
  });

  it('is in force once it was seen to be broken', () => {
    const seen = new Set([...violations, ...lengths].map(({ rule }) => rule));

    expect(seen).toEqual(new Set(rules.map(({ id }) => id)));
  });
});

function readHouse(): Source[] {
  const root = new URL('../../', import.meta.url);
  const paths = globSync('{bin,lambdas,lib,test}/**/*.{ts,mts,cts,js,mjs,cjs}', { cwd: root });
  return paths.map((path) => parse(path, readFileSync(new URL(path, root), 'utf8')));
}

function rulesBrokenBy(path: string, code: string): string[] {
  const file = parse(path, code);
  return rules.filter(({ brokenBy }) => brokenBy(file).length > 0).map(({ id }) => id);
}

function linesOf(count: number): string {
  return 'work();\n'.repeat(count);
}
