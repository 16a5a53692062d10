import { execFileSync } from 'node:child_process';
import { cpus, release, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import packageJson from '../../package.json' with { type: 'json' };
import { inScratchFolder } from '../load/scratch.ts';
import { captureTable, contestants, measureCapture } from './capture.ts';
import { installPackages, versionOf } from './debian.ts';
import { drainTable, measureDrain } from './drain.ts';
import { forecastsTable, measureForecasts } from './forecasts.ts';
import { ledgerTable, measureLedger } from './ledger.ts';
import { type LedgerLoadName, ledgerLoads } from './ledger-loads.ts';
import { manyAccountsTable, measureManyAccounts } from './many-accounts.ts';
import { measureReads, readTable } from './read.ts';
import { CONNECTIONS } from './wrk.ts';

/** `npm run bench -- [--rounds N] [--only SECTION]…`: every number as a median with its range. */
const sections = {
  capture: async (options: Options) => captureTable(await measureCapture({ ...options, contestants })),
  read: async (options: Options) => readTable(await measureReads(options)),
  drain: async (options: Options) => drainTable(await measureDrain(options)),
  deposit: (options: Options) => ledger('deposit', options),
  'hot-deposit': (options: Options) => ledger('hot deposit', options),
  balance: (options: Options) => ledger('balance', options),
  transfer: (options: Options) => ledger('transfer', options),
  hold: (options: Options) => ledger('hold and capture', options),
  statement: (options: Options) => ledger('statement of 50', options),
  mixed: (options: Options) => ledger('mixed', options),
  'many-accounts': async (options: Options) => manyAccountsTable(await measureManyAccounts(options)),
  forecasts: async (options: Options) => forecastsTable(await measureForecasts(options)),
};

interface Options {
  readonly rounds: number;
  readonly folder: string;
}

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, only: { type: 'string', multiple: true } },
});
const rounds = Number(values.rounds);
if (!Number.isInteger(rounds) || rounds < 1 || rounds > 50) throw new Error('--rounds takes 1 to 50.');
const wanted = Object.entries(sections).filter(([name]) => values.only?.includes(name) ?? true);

installPackages();
process.stdout.write(`${machine()}\n`);
await inScratchFolder(async (folder) => {
  for (const [, measure] of wanted) process.stdout.write(`\n${await measure({ rounds, folder })}`);
});

async function ledger(load: LedgerLoadName, options: Options): Promise<string> {
  return ledgerTable(load, await measureLedger({ ...options, load, contestants: ledgerLoads[load].contestants }));
}

function machine(): string {
  const { fastify, amqplib, pg } = packageJson.devDependencies;
  const commit = execFileSync('git', ['describe', '--always', '--dirty'], { encoding: 'utf8' }).trim();
  const fileSystem = execFileSync('stat', ['--file-system', '--format=%T', '/var/tmp'], { encoding: 'utf8' }).trim();
  return [
    `${new Date().toISOString()}, commit ${commit}, ${rounds} rounds, ${CONNECTIONS} keep-alive connections`,
    `${cpus().length} × ${cpus()[0]?.model}, ${Math.round(totalmem() / 2 ** 30)} GiB, Linux ${release()}, ${fileSystem}`,
    `Node ${process.version}, wrk ${versionOf('wrk')}, fastify ${fastify}`,
    `RabbitMQ ${versionOf('rabbitmq-server')}, amqplib ${amqplib}, PostgreSQL ${versionOf('postgresql-15')}, pg ${pg}`,
  ].join('\n');
}
