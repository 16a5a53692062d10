import { mkdirSync } from 'node:fs';
import { installPackages } from '../bench/debian.ts';
import { median, spread } from '../bench/figures.ts';
import { forecastsTable, measureForecasts } from '../bench/forecasts.ts';
import { type AcceptanceLine, finding } from './line.ts';
import { suitePasses } from './suite.ts';

export const forecastsCached: AcceptanceLine = {
  name: 'forecasts-cached',
  says: 'of an hour of reads of 500 resorts, by Zipf, whose forecasts last half an hour, four in five ask no table',
  async *check(folder) {
    mkdirSync(folder);
    installPackages(['redis-server']);
    const measured = await measureForecasts({ rounds: 3, folder });
    process.stdout.write(forecastsTable(measured));

    const percent = measured.hitRatio.map((ratio) => 100 * ratio);
    yield finding(median(percent) >= 80, '% of the reads, at least 80', spread(percent, 1));
  },
};

export const cacheFails: AcceptanceLine = {
  name: 'cache-fails',
  says: 'a cache that is stopped, frozen, slow or full of garbage in the middle of load makes no read fail, wrong or late',
  async *check() {
    yield suitePasses('the project cache', ['--project', 'cache']);
  },
};
