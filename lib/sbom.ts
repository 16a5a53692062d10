import { execFileSync } from 'node:child_process';

/** Of a document of CycloneDX 1.5, what is read or changed here; the rest stays as npm wrote it. */
export interface Sbom {
  readonly metadata: { readonly component: Component };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

interface Component {
  readonly 'bom-ref': string;
  readonly name: string;
  readonly version: string;
  readonly hashes?: readonly { readonly alg: string; readonly content: string }[];
  readonly properties: readonly { readonly name: string; readonly value: string }[];
}

/**
 * What the product is made of, by npm itself, which reads package-lock.json and asks nobody. npm lists everything, and
 * what it marks as being for development alone is taken out here: told to omit that, it also omits what is for both, as
 * zod and aws-cdk-lib are (https://github.com/npm/cli/issues/7909).
 *
 * The serial number, the time and the name of the folder go too, so that one lock file makes one document.
 */
export function productSbom(): Sbom {
  const { serialNumber, ...sbom } = JSON.parse(npmSbom());
  const { timestamp, component: product, ...metadata } = sbom.metadata;
  const ref: string = product['bom-ref'];
  const components = (sbom as Sbom).components.filter((component) => !isForDevelopment(component));

  const kept = new Set([ref, ...components.map((component) => component['bom-ref'])]);
  return {
    ...sbom,
    metadata: { ...metadata, component: { ...product, name: ref.slice(0, ref.lastIndexOf('@')) } },
    components,
    dependencies: (sbom as Sbom).dependencies
      .filter((each) => kept.has(each.ref))
      .map((each) => ({ ...each, dependsOn: each.dependsOn.filter((needed) => kept.has(needed)) })),
  };
}

function npmSbom(): string {
  // Included by name, because npm omits what is for development by itself where NODE_ENV is `production`.
  const options = ['--sbom-format=cyclonedx', '--sbom-type=application', '--package-lock-only', '--include=dev'];
  const cwd = new URL('../', import.meta.url);
  return execFileSync('npm', ['sbom', ...options], { cwd, encoding: 'utf8', maxBuffer: SBOM_BYTES_MAX });
}

/** Some four hundred packages of one kilobyte each, and room to grow. */
const SBOM_BYTES_MAX = 16 * 1024 ** 2;

function isForDevelopment({ properties }: Component): boolean {
  return properties.some(({ name, value }) => name === 'cdx:npm:package:development' && value === 'true');
}
