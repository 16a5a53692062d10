import { reasonsForLength } from './reasons-for-length.ts';
import type { Import, Source } from './source.ts';

/** One rule of the house: what it says, and what in a file breaks it. */
interface Rule {
  readonly id: string;
  readonly says: string;
  readonly brokenBy: (file: Source) => readonly string[];
}

const product = area(/^(bin|lambdas|lib)\//);
const services = area(/^lambdas\/(?!platform\/)/);
const domains = services.and(area(/\/domain(\.\w+)?\.ts$/));
const stores = services.and(area(/\/store(\.\w+)?\.ts$/));
const contracts = services.and(area(/\/contract(\.\w+)?\.ts$/));
const alarms = services.and(area(/\/alarms\.ts$/));
const handlers = area(/^lambdas\/.*\.handler\.ts$/);
const platform = area(/^lambdas\/platform\//);
const aws = area(/^lambdas\/platform\/aws\//);
const lib = area(/^lib\//);
const local = area(/^lib\/local\//);
const admin = area(/^lib\/admin\//);
const stagePorts = area(/^lib\/admin\/stage\.ts$/);
const bin = area(/^bin\//);
const everything = area(/^/);

export const rules: readonly Rule[] = [
  // Imports go one way: x.handler → x → store, contract → domain → zod.
  {
    id: 'lambdas-know-no-lib',
    says: 'lambdas/ says what the system does and knows nothing of where it runs.',
    brokenBy: imports({ from: services.or(platform), to: area(/^(bin|lib|test)\//) }),
  },
  {
    id: 'platform-knows-no-service',
    says: 'The platform is shared by every service and knows none.',
    brokenBy: imports({ from: platform, to: services }),
  },
  {
    id: 'services-apart',
    says: 'A service never imports another service.',
    brokenBy: imports({ from: services, to: services, unless: ({ from, to }) => serviceOf(from) === serviceOf(to) }),
  },
  {
    id: 'handler-last',
    says: 'A handler is where a function begins: nothing imports it.',
    brokenBy: imports({ from: product, to: handlers }),
  },
  {
    id: 'declarations-first',
    says: 'Of its service, a contract, a store and the alarms import the domain alone, and what they are made of.',
    brokenBy: imports({ from: contracts.or(stores).or(alarms), to: services.but(domains), unless: isOneDeclaration }),
  },
  {
    id: 'domain-pure',
    says: 'A domain imports zod and nothing else.',
    brokenBy: imports({ from: domains, to: everything.but(area(/^zod$/)), unless: isOneDeclaration }),
  },
  {
    id: 'lib-reads-declarations',
    says: 'Of a service, lib/ reads contract and alarms; only lib/local and lib/admin, which run it, read more.',
    brokenBy: imports({ from: lib.but(local).but(admin), to: services.but(contracts).but(alarms) }),
  },

  // The world is reached through the platform, so that one code runs in three clouds.
  {
    id: 'aws-clients-in-one-place',
    says: 'Only lambdas/platform/aws builds AWS clients; elsewhere the SDK is imported as types.',
    brokenBy: imports({
      from: product.but(aws),
      to: area(/^@(aws-sdk|smithy)\//),
      unless: ({ typeOnly }) => typeOnly,
    }),
  },
  {
    id: 'aws-behind-handlers',
    says: 'Only a handler imports lambdas/platform/aws, and the one file that reaches a deployed stage from outside.',
    brokenBy: imports({ from: product.but(aws).but(handlers).but(stagePorts), to: aws }),
  },
  {
    id: 'environment-at-the-edge',
    says: 'Only handlers (and what only they import), lib/local and bin/ read the environment.',
    brokenBy: inside(product.but(handlers).but(aws).but(local).but(bin), readsOfEnvironment),
  },
  {
    id: 'world-through-the-platform',
    says: 'Time, chance, waiting and the network reach a service through its platform alone.',
    brokenBy: inside(services, (file) => [...usesOfWorld(file), ...importsOfWorld(file)]),
  },

  // A file is read from top to bottom, and its name says what it is.
  {
    id: 'no-barrels',
    says: 'A file that only hands on what others declare is one more jump for the reader.',
    brokenBy: ({ path, handsOnOnly }) => (handsOnOnly || /(^|\/)index\.[cm]?[jt]s$/.test(path) ? ['is a barrel'] : []),
  },
  {
    id: 'no-drawers',
    says: 'A name says what is inside; "utils" says that nobody knew.',
    brokenBy: ({ path }) => path.split(/[/.-]/).filter((word) => /^(utils?|helpers?|commons?|misc)$/.test(word)),
  },
  {
    id: 'bin-under-30-lines',
    says: 'What you run only starts something: less than 30 lines.',
    brokenBy: inside(bin, longerThan(29)),
  },
  {
    id: 'handler-within-15-lines',
    says: 'A handler wires and does nothing else: at most 15 lines.',
    brokenBy: inside(handlers, longerThan(15)),
  },
  {
    id: 'length-wants-a-reason',
    says: 'A file of more than 200 lines has its reason in reasons-for-length.ts.',
    brokenBy: (file) => (reasonsForLength.has(file.path) ? [] : longerThan(200)(file)),
  },
];

/** Some of the paths in the repository, or of the packages that it imports. */
interface Area {
  has(path: string): boolean;
  and(other: Area): Area;
  or(other: Area): Area;
  but(other: Area): Area;
}

function area(pattern: RegExp | ((path: string) => boolean)): Area {
  const has = pattern instanceof RegExp ? (path: string) => pattern.test(path) : pattern;
  return {
    has,
    and: (other) => area((path) => has(path) && other.has(path)),
    or: (other) => area((path) => has(path) || other.has(path)),
    but: (other) => area((path) => has(path) && !other.has(path)),
  };
}

function inside(where: Area, brokenBy: Rule['brokenBy']): Rule['brokenBy'] {
  return (file) => (where.has(file.path) ? brokenBy(file) : []);
}

interface Edge extends Pick<Import, 'typeOnly'> {
  readonly from: string;
  readonly to: string;
}

function imports({ from, to, unless }: { from: Area; to: Area; unless?: (edge: Edge) => boolean }): Rule['brokenBy'] {
  return inside(from, ({ path, imports }) =>
    imports
      .filter(({ target, typeOnly }) => to.has(target) && !unless?.({ from: path, to: target, typeOnly }))
      .map(({ target }) => `imports ${target}`),
  );
}

/** `store.ts` may be made of `store.….ts`, by what is in them, and so may contract and domain: where one would be too long. */
function isOneDeclaration({ from, to }: Edge): boolean {
  const [one, other] = [from, to].map((path) => /\/(contract|domain|store)(\.\w+)?\.ts$/.exec(path)?.[1]);
  return one !== undefined && one === other;
}

function serviceOf(path: string): string | undefined {
  return path.split('/')[1];
}

/** `process` by itself is taken apart somewhere: `const { env } = process`. */
function readsOfEnvironment({ uses, imports }: Source): string[] {
  return [
    ...uses.filter((name) => name === 'process' || name === 'process.env').map((name) => `uses ${name}`),
    ...imports.filter(({ target }) => target === 'node:process').map(({ target }) => `imports ${target}`),
  ];
}

function usesOfWorld({ uses }: Source): string[] {
  const world = [
    ...['Date.now', 'Date()', 'new Date()', 'performance', 'process.hrtime'],
    ...['Math.random', 'crypto'],
    ...['setTimeout', 'setInterval', 'setImmediate'],
    ...['fetch', 'WebSocket', 'EventSource'],
  ];
  return uses
    .filter((used) => world.some((name) => used === name || used.startsWith(`${name}.`)))
    .map((used) => `uses ${used}`);
}

/** Hashing is arithmetic; the rest of `node:crypto` is chance, and the rest of Node is the world. */
function importsOfWorld({ imports }: Source): string[] {
  const arithmetic = new Set(['createHash', 'createHmac', 'hash', 'timingSafeEqual']);
  return imports
    .filter(({ target, typeOnly }) => target.startsWith('node:') && !typeOnly)
    .filter(({ target, names }) => target !== 'node:crypto' || names.some((name) => !arithmetic.has(name)))
    .map(({ target, names }) => `imports ${names.join(', ')} of ${target}`);
}

function longerThan(linesMax: number): Rule['brokenBy'] {
  return ({ lines }) => (lines > linesMax ? [`has ${lines} lines`] : []);
}
