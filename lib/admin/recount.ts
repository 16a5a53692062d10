import { parseArgs } from 'node:util';
import type { ResortDay } from '../../lambdas/rides/domain.ts';
import { type DayRecount, isDifferent, recount } from '../../lambdas/rides/recount.ts';
import { recountStore } from '../../lambdas/rides/recount-store.ts';
import { viewsStore } from '../../lambdas/rides/views-store.ts';
import type { Command, Scans, Surroundings, Terminal } from './command.ts';
import { PLACE_FLAGS, PLACE_USAGE, placeOf } from './place.ts';

/** Counts the skiers of a day from its rides and mends what the view had wrong; exits with 1 where something differed. */
export const recountCommand: Command = {
  usage: `npm run recount -- --resort R --season S --day D | --all ${PLACE_USAGE}`,

  read(args) {
    const { values } = parseArgs({
      args: [...args],
      options: {
        ...{ resort: { type: 'string' }, season: { type: 'string' }, day: { type: 'string' } },
        all: { type: 'boolean', default: false },
        ...PLACE_FLAGS,
      },
    });
    const which = values.all ? allAlone(values) : dayNamed(values);
    return { place: placeOf(values), run: (surroundings) => recountDays(which, surroundings) };
  },
};

interface Flags {
  readonly resort?: string | undefined;
  readonly season?: string | undefined;
  readonly day?: string | undefined;
}

function allAlone({ resort, season, day }: Flags): 'all' {
  if (resort ?? season ?? day) throw new Error('Name one resort, season and day, or give --all alone.');
  return 'all';
}

function dayNamed({ resort = '', season = '', day = '' }: Flags): ResortDay {
  const isDay = /^[1-9]\d{0,9}$/.test(resort) && /^\d{4}$/.test(season) && /^[1-9]\d{0,2}$/.test(day);
  if (!isDay) throw new Error('Name a day as in --resort 1 --season 2022 --day 1, or give --all.');
  return { resortID: Number(resort), seasonID: season, dayID: Number(day) };
}

async function recountDays(which: ResortDay | 'all', { system, terminal }: Surroundings): Promise<number> {
  const { items, timers, tables, viewLagMs, scans } = system;
  const store = recountStore({ items, timers }, tables);
  const work = recount({ store, views: viewsStore(system, tables.views), timers, lagMs: viewLagMs });

  await scans?.settled();
  const before = scans?.totals();
  const { rides, days } = await work(which);
  const after = scans?.totals();

  for (const day of days) terminal.print(sentenceOf(day));
  const differing = days.filter(isDifferent).length;
  terminal.print(`days compared: ${days.length}, of which differed: ${differing}; rides in the table: ${rides}`);
  const isBalanced = which !== 'all' || account({ before, after, stored: rides }, terminal);
  return differing === 0 && isBalanced ? 0 : 1;
}

interface Account {
  readonly before: Scans | undefined;
  readonly after: Scans | undefined;
  readonly stored: number;
}

/** Where has every scan gone? What was stored is counted from the table; all else when it happened. */
function account({ before, after, stored }: Account, { print }: Terminal): boolean {
  if (!before || !after) {
    print('where every scan has gone is not known of a stage: DynamoDB does not tell a new ride from a repeated one');
    return true;
  }
  const { accepted, received, repeated, parked, waiting } = after;
  print(`scans acknowledged ${accepted}; messages that wait in the queue ${waiting}`);
  print(`messages' scans ${received} = stored ${stored} + repeated ${repeated} + parked ${parked}`);
  if (before.received !== received) {
    print('scans came in while the rides were counted, so this need not add up: run it again when it is quiet');
    return true;
  }
  const missing = received - stored - repeated - parked;
  if (missing !== 0)
    print(`this does not add up: ${Math.abs(missing)} ${missing > 0 ? 'too few' : 'too many'} on the right`);
  return missing === 0;
}

function sentenceOf(day: DayRecount): string {
  const { resortID, seasonID, dayID, skiers, markersMissing, markersExtra, countersShort, isMoving } = day;
  const found = [
    ...(markersMissing ? [`${markersMissing} were not counted`] : []),
    ...(markersExtra ? [`${markersExtra} were counted without a ride`] : []),
    ...(countersShort
      ? [`the counters were ${Math.abs(countersShort)} too ${countersShort > 0 ? 'low' : 'high'}`]
      : []),
    ...(isMoving ? ['skiers kept coming, so the counters were not compared'] : []),
  ];
  const verdict = isDifferent(day) ? `mended: ${found.join(', ')}` : ['nothing differed', ...found].join('; ');
  return `resort ${resortID}, season ${seasonID}, day ${dayID}: ${skiers} skiers; ${verdict}`;
}
