import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const read = (name: string) => JSON.parse(readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8'));
const { dependencies, devDependencies, optionalDependencies } = read('package.json');

test('every package that is asked for is one version', () => {
  const asked = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies });

  expect(asked.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(String(version)))).toEqual([]);
});

test('every package that is installed here is known by its hash', () => {
  const { '': _, ...locked } = read('package-lock.json').packages as Record<string, Locked>;
  const unknown = Object.entries(locked).filter(
    ([, { integrity = '', inBundle, optional }]) => !inBundle && !optional && !integrity.startsWith('sha512-'),
  );

  expect(Object.keys(locked).length).toBeGreaterThan(100);
  expect(unknown.map(([name]) => name)).toEqual([]);
});

test('no package runs anything when it is installed', () => {
  const settings = readFileSync(new URL('../../.npmrc', import.meta.url), 'utf8');

  expect(settings.split('\n')).toContain('ignore-scripts=true');
});

test.each(['deploy', 'schemathesis'])('every package of Python that test/%s installs is one version', (suite) => {
  const lines = readFileSync(new URL(`../${suite}/requirements.txt`, import.meta.url), 'utf8').split('\n');
  const asked = lines.filter((line) => line !== '' && !line.startsWith('#'));

  expect(asked.length).toBeGreaterThan(0);
  expect(asked.filter((line) => !/^[\w.-]+==\d[\w.]*(?:;|$)/.test(line))).toEqual([]);
});

interface Locked {
  readonly integrity?: string;
  /** Comes inside another package, whose hash covers it. */
  readonly inBundle?: boolean;
  /** Among these are the binaries of other platforms, which npm locks here without their hash. */
  readonly optional?: boolean;
}
