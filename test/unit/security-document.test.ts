import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const at = (path: string) => new URL(`../../${path}`, import.meta.url);
const document = readFileSync(at('docs/security.md'), 'utf8');
/** `path`: "name"; "another name" */
const shown = [...document.matchAll(/`(test\/[\w./-]+\.test\.ts)`:((?:;? "[^"]+")+)/g)].flatMap(
  ([, path = '', names = '']) => [...names.matchAll(/"([^"]+)"/g)].map(([, name = '']) => ({ path, name })),
);

describe('docs/security.md', () => {
  test.each(shown)('$path has the test $name', ({ path, name }) => {
    expect(existsSync(at(path))).toBe(true);
    const source = readFileSync(at(path), 'utf8');
    const start = name.replace(/…$/, '');

    const quoted = ["'", '"', '`'].some(
      (quote) => source.includes(`(${quote}${start}`) || source.includes(`${quote}${start}`),
    );
    expect(quoted).toBe(true);
  });

  test('shows every protection by a test or by a command', () => {
    const rows = document.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| threat'));

    expect(rows.length).toBeGreaterThan(20);
    expect(rows.filter((row) => !/`(?:test\/|npm run )/.test(row))).toEqual([]);
  });
});
