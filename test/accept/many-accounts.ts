import { mkdirSync } from 'node:fs';
import { installPackages } from '../bench/debian.ts';
import { median, spread } from '../bench/figures.ts';
import { FEW, MANY, manyAccountsTable, measureManyAccounts } from '../bench/many-accounts.ts';
import { ratios } from '../bench/rounds.ts';
import { type AcceptanceLine, finding } from './line.ts';
import { withThreads } from './memory.ts';

const ROUNDS = 5;
/** Node.js itself and its compiled code, 16 MiB of SQLite's pages, and the rows that were read last. */
const MEMORY_MIB_MAX = withThreads(464);

export const manyAccounts: AcceptanceLine = {
  name: 'many-accounts',
  says: 'a million accounts, one tenth of which get nine tenths of the requests, are served as ten thousand are',
  async *check(folder) {
    mkdirSync(folder);
    installPackages();
    const result = await measureManyAccounts({ rounds: ROUNDS, folder });
    process.stdout.write(manyAccountsTable(result));

    const times = ratios(result.measured, MANY, FEW);
    yield finding(median(times) >= 0.7, 'times the throughput at 10,000 accounts, at least 0.7', spread(times, 2));
    const peak = Math.max(...result.memory);
    yield finding(peak <= MEMORY_MIB_MAX, `MiB of memory, at most ${MEMORY_MIB_MAX}`, Math.round(peak));
  },
};
