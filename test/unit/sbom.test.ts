import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { productSbom, type Sbom } from '../../lib/sbom.ts';

const read = (name: string) => JSON.parse(readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8'));
const { name, version, dependencies, optionalDependencies } = read('package.json');
const locked = read('package-lock.json').packages as Record<string, Locked>;

describe('the SBOM', () => {
  let sbom: Sbom;

  beforeAll(() => {
    // Nobody listens there, so that asking the registry would fail.
    vi.stubEnv('npm_config_registry', 'http://127.0.0.1:9');
    sbom = productSbom();
  });

  afterAll(() => void vi.unstubAllEnvs());

  test('names every dependency of the product at the version and with the hash that are locked', () => {
    const named = new Map(sbom.components.map((component) => [component.name, component]));

    const needed = Object.keys({ ...dependencies, ...optionalDependencies });
    expect(needed).toContain('zod');
    for (const each of needed) {
      const { version, integrity = '' } = locked[`node_modules/${each}`] ?? {};
      const content = Buffer.from(integrity.replace('sha512-', ''), 'base64').toString('hex');
      expect(named.get(each), each).toMatchObject({ version, hashes: [{ alg: 'SHA-512', content }] });
    }
  });

  test('names what those need in turn, and nothing that is for development alone', () => {
    const needed = Object.entries(locked).filter(([path, { dev }]) => path !== '' && !dev);
    expect(new Set(sbom.components.map((component) => `${component.name}@${component.version}`))).toEqual(
      new Set(needed.map(([path, { version }]) => `${path.split('node_modules/').at(-1)}@${version}`)),
    );
  });

  test('tells what needs what, the product first', () => {
    const { metadata, dependencies: edges } = sbom;

    expect(metadata.component).toMatchObject({ 'bom-ref': `${name}@${version}`, name, version, type: 'application' });
    const direct = Object.entries({ ...dependencies, ...optionalDependencies }).map(([each, at]) => `${each}@${at}`);
    expect(edges[0]?.ref).toBe(`${name}@${version}`);
    expect(new Set(edges[0]?.dependsOn)).toEqual(new Set(direct));
  });

  test('is the same each time, where npm omits what is for development too', () => {
    vi.stubEnv('NODE_ENV', 'production');

    expect(productSbom()).toEqual(sbom);
  });
});

interface Locked {
  readonly version: string;
  readonly integrity?: string;
  readonly dev?: boolean;
}
