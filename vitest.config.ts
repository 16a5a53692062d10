import { existsSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

// An optional package, for Linux on x64 alone; `.ci/run` does not go on without it.
const hasDynoxide = existsSync('node_modules/@dynoxide/linux-x64');
if (!hasDynoxide) console.warn('Left out: the differential test against Dynoxide, which is not installed here.');

export default defineConfig({
  test: {
    // A child process for each file, because tests start processes and threads and open SQLite files of their own.
    pool: 'forks',
    execArgv: ['--disable-warning=ExperimentalWarning'],
    // One after another, the quickest first. Group 0 would not do: on two cores Vitest runs it after all the others.
    projects: [
      { extends: true, test: { name: 'unit', include: ['test/unit/**/*.test.ts'], sequence: { groupOrder: 1 } } },
      {
        extends: true,
        test: {
          name: 'simulation',
          include: ['test/simulation/**/*.test.ts'],
          sequence: { groupOrder: 1 },
          // Hundreds of worlds in one test.
          testTimeout: 120_000,
        },
      },
      ...(hasDynoxide ? [differential('dynoxide')] : []),
      {
        extends: true,
        test: {
          name: 'infra',
          include: ['test/infra/**/*.test.ts'],
          globalSetup: 'test/infra/setup.ts',
          sequence: { groupOrder: 2 },
          // A file may synthesise the whole app, which bundles every function.
          hookTimeout: 60_000,
          testTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          sequence: { groupOrder: 3 },
          // One file at a time: they start, load and kill whole systems, and one that starves another tells nothing.
          fileParallelism: false,
          hookTimeout: 60_000,
          testTimeout: 120_000,
        },
      },
      // Takes a Redis server, which it installs: in `.ci/run`, and not in `npm test`.
      {
        extends: true,
        test: {
          name: 'cache',
          include: ['test/cache/**/*.test.ts'],
          globalSetup: 'test/cache/setup.ts',
          sequence: { groupOrder: 4 },
          fileParallelism: false,
          testTimeout: 60_000,
        },
      },
      // Takes minutes and a JDK: `npm run test:differential`, and not in `npm test`.
      differential('dynamodb-local'),
    ],
  },
});

/** The generated commands against one server, which the set-up of the same name starts. */
function differential(server: 'dynoxide' | 'dynamodb-local') {
  return {
    extends: true as const,
    test: {
      name: server,
      include: [`test/differential/${server}.test.ts`],
      globalSetup: `test/differential/server/${server}.ts`,
      sequence: { groupOrder: 1 },
    },
  };
}
