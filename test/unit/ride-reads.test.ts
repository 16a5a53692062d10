import { expect, test } from 'vitest';
import { addSeason } from '../../lambdas/rides/add-season.ts';
import { countSkiers } from '../../lambdas/rides/count-skiers.ts';
import type { Ride } from '../../lambdas/rides/domain.ts';
import { getSkierDay } from '../../lambdas/rides/get-skier-day.ts';
import { getVertical } from '../../lambdas/rides/get-vertical.ts';
import { listSeasons } from '../../lambdas/rides/list-seasons.ts';
import { seeSkiers } from '../../lambdas/rides/see-skiers.ts';
import { ridesStore } from '../../lambdas/rides/store.ts';
import { viewsStore } from '../../lambdas/rides/views-store.ts';
import { counters } from '../../lib/local/metrics.ts';
import { random, timers } from '../../lib/local/platform.ts';
import { fakeCall } from '../fakes/call.ts';
import { fakeLog } from '../fakes/log.ts';
import { ridesItems } from '../fakes/rides.ts';

const ride: Ride = { resortID: 1, seasonID: '2022', dayID: 1, skierID: 123, time: 217, liftID: 21 };
const call = fakeCall();
const nothing = { params: undefined, query: undefined, body: undefined };

test('sums the vertical by season, over the resorts asked for, in ascending order', async () => {
  const { rides } = stores();
  await rides.put([
    { ...ride, seasonID: '2023', liftID: 1 },
    ride,
    { ...ride, dayID: 300, liftID: 2 },
    { ...ride, resortID: 2, liftID: 4 },
    { ...ride, resortID: 3, liftID: 40 },
  ]);
  const vertical = (query: { resort: number[]; season?: string[] }) =>
    getVertical({ rides })({ ...nothing, params: { skierID: 123 }, query }, call);

  expect(await vertical({ resort: [1, 2, 2] })).toMatchObject({
    body: {
      resorts: [
        { seasonID: '2022', totalVert: 270 },
        { seasonID: '2023', totalVert: 10 },
      ],
    },
  });
  expect(await vertical({ resort: [1], season: ['2023'] })).toMatchObject({
    body: { resorts: [{ seasonID: '2023', totalVert: 10 }] },
  });
  expect(await vertical({ resort: [1], season: ['2023', '1999'] })).toMatchObject({
    body: { resorts: [{ seasonID: '2023', totalVert: 10 }] },
  });
  expect(await vertical({ resort: [4] })).toMatchObject({ code: 'not_found' });
});

test.each([
  { who: 'the skier', principal: { skierID: 123 }, status: 'seen' },
  { who: 'another skier', principal: { skierID: 124 }, status: 'hidden' },
  { who: 'a guest whose token names no skier', principal: { clientID: 'app' }, status: 'hidden' },
  { who: 'a program that acts for nobody', principal: { clientID: 'sub' }, status: 'seen' },
  { who: 'a program for the skier alone', principal: { clientID: 'sub', skierID: 124 }, status: 'hidden' },
  { who: 'staff', principal: { scopes: new Set(['rides:admin'] as const) }, status: 'seen' },
])('keeps the rides of a skier for who may see them: to $who they are $status', async ({ principal, status }) => {
  const { rides } = stores();
  await rides.put([ride]);
  const asker = fakeCall({ principal: { sub: 'sub', scopes: new Set(['rides:read']), ...principal } });

  const answers = await Promise.all([
    getSkierDay({ rides })({ ...nothing, params: ride }, asker),
    getVertical({ rides })({ ...nothing, params: ride, query: { resort: [1] } }, asker),
  ]);

  const answer = status === 'seen' ? { status: 200 } : { code: 'not_found' };
  expect(answers).toMatchObject([answer, answer]);
});

test('counts the skiers that the stream tells of, whatever it repeats', async () => {
  const { views } = stores();
  const work = seeSkiers({ views, metrics: counters() });
  const record = (skierID: number, kind: 'INSERT' | 'MODIFY' = 'INSERT') => {
    return { id: String(skierID), kind, item: { pk: `${skierID}#1`, sk: '2022#001#0217#00021' } };
  };

  await work([record(1), record(2), record(1), record(9, 'MODIFY')], fakeLog());
  await work([record(2), record(3)], fakeLog());

  const count = (resortID: number) =>
    countSkiers({ views })({ ...nothing, params: { resortID, seasonID: '2022', dayID: 1 } }, call);
  expect(await count(1)).toMatchObject({ body: { time: 'Alpenglow', numSkiers: 3 } });
  expect(await count(2)).toMatchObject({ code: 'not_found' });
});

test('names a resort by its number where the gate knew it and the group does not', async () => {
  const { views } = stores();
  await views.see([{ ...ride, resortID: 77 }]);

  const answer = await countSkiers({ views })(
    { ...nothing, params: { resortID: 77, seasonID: '2022', dayID: 1 } },
    call,
  );

  expect(answer).toMatchObject({ body: { time: 'Resort 77', numSkiers: 1 } });
});

test('adds a season once, and knows only the resorts of the group', async () => {
  const { views } = stores();
  const add = (resortID: number) =>
    addSeason({ views })({ ...nothing, params: { resortID }, body: { year: '2022' } }, call);
  const list = (resortID: number) => listSeasons({ views })({ ...nothing, params: { resortID } }, call);

  expect([await add(1), await add(1)]).toMatchObject([{ status: 201 }, { status: 201 }]);
  expect(await list(1)).toMatchObject({ body: { seasons: ['2022'] } });
  expect(await list(2)).toMatchObject({ body: { seasons: [] } });
  expect([await add(11), await list(11)]).toMatchObject([{ code: 'not_found' }, { code: 'not_found' }]);
});

function stores() {
  const items = ridesItems();
  return { rides: ridesStore(items, 'rides'), views: viewsStore({ items, random, timers }, 'views') };
}
