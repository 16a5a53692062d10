import { expect, test } from 'vitest';
import { services } from '../../lib/contracts.ts';
import { tracedSystem } from '../fakes/traced-system.ts';
import { rights } from '../infra/rights.ts';

/** Every operation that has a table or a queue behind it, and both workers. */
const traced = new Set([
  ...[services.rides, services.accounts, services.forecasts].flatMap((service) =>
    Object.values(service).map(({ operationId }) => operationId as string),
  ),
  ...['storeRides', 'seeSkiers'],
]);

/** What Lambda itself does in the name of a function that it feeds from a queue or a stream. */
const ofEventSources =
  /: (?:sqs:(?:ReceiveMessage|DeleteMessage|GetQueueAttributes) on |dynamodb:\w+ on Rides stream$|sqs:SendMessage on RidesStreamDeadLetters$)/;

test('each function is seen to use every right that it has, and to need no other', async () => {
  const system = await tracedSystem();

  await useRides(system);
  await useForecasts(system);
  await useAccounts(system);

  const granted = rights.filter((right) => traced.has(right.split(':')[0] ?? '') && !ofEventSources.test(right));
  expect([...system.seen].toSorted()).toEqual(granted);
});

type System = Awaited<ReturnType<typeof tracedSystem>>;

async function useRides({ request, workOff }: System): Promise<void> {
  const day = '/skiers/1/seasons/2022/days/1/skiers';
  const ride = { resortID: 1, seasonID: '2022', dayID: 1, skierID: 2, time: 1, liftID: 1 };
  await request('POST', `${day}/1`, { body: { time: 1, liftID: 1 } });
  await workOff();
  await request('POST', '/rides', { body: { rides: [ride, { ...ride, skierID: 3 }] } });
  await workOff(['no message of ours']);

  const reads = [`${day}/1`, '/skiers/1/vertical?resort=1', '/resorts/1/seasons/2022/day/1/skiers', '/resorts'];
  for (const path of [...reads, '/resorts/1/seasons']) await served(request('GET', path));
  await served(request('POST', '/resorts/1/seasons', { body: { year: '2022' } }));
}

async function useForecasts({ request }: System): Promise<void> {
  const period = { startsAt: '2026-01-15T07:00:00Z', temperatureC: -8, windKph: 20, snowCm: 3, summary: 'Snow' };
  const forecast = { issuedAt: '2026-01-15T06:00:00Z', expiresAt: '9999-01-01T00:00:00Z', periods: [period] };
  // Of one that was published here the cache knows; of this one nobody does.
  await request('GET', '/forecasts/2');
  await served(request('PUT', '/forecasts/1', { body: forecast }));
  for (const path of ['/forecasts/1', '/forecasts']) await served(request('GET', path));
}

async function useAccounts({ request }: System): Promise<void> {
  let keys = 0;
  const command = async (path: string, body?: object, key = `key-${++keys}`) => {
    const answer = request('POST', path, { ...(body && { body }), headers: { 'idempotency-key': key } });
    return (await (await served(answer)).json()) as { accountID: string; transferID: string; holdID: string };
  };
  const { accountID } = await command('/accounts', { currency: 'EUR' }, 'again');
  await command('/accounts', { currency: 'EUR' }, 'again');
  await served(request('GET', '/accounts'));
  const { accountID: to } = await command('/accounts', { currency: 'EUR', kind: 'house' });
  const { accountID: empty } = await command('/accounts', { currency: 'EUR', ownerID: 'staff' });
  const own = `/accounts/${accountID}`;

  await command(`${own}/deposits`, { amount: 100 });
  await command(`${own}/withdrawals`, { amount: 10 });
  const { transferID } = await command('/transfers', { from: accountID, to, amount: 10 });
  await command(`/transfers/${transferID}/refunds`, { amount: 1 });
  const hold = { to, amount: 5, expiresInSeconds: 60 };
  const [first, second] = [await command(`${own}/holds`, hold), await command(`${own}/holds`, hold)];
  const reads = [
    '',
    '/holds',
    `/holds/${first.holdID}`,
    '/transactions',
    '/statements/2026-01',
    '/balance?at=2026-01-01T00:00:00Z',
  ];
  for (const path of reads) await served(request('GET', `${own}${path}`));
  await command(`${own}/holds/${first.holdID}/capture`, {});
  await command(`${own}/holds/${second.holdID}/release`);
  await command(`/accounts/${empty}/close`);

  const address = { recipient: 'Maria', lines: ['Rüfiplatz 7'], city: 'Lech', country: 'AT' };
  await served(request('PUT', `${own}/address`, { body: address, headers: { 'if-none-match': '*' } }));
  for (const path of ['/accounts', `/accounts/${to}`, `${own}/address`, `/transfers/${transferID}`])
    await served(request('GET', path));
}

/** A request that was refused has shown nothing. */
async function served(answering: Promise<Response>): Promise<Response> {
  const answer = await answering;
  expect(answer.ok, `${answer.url}: ${answer.ok ? '' : await answer.clone().text()}`).toBe(true);
  return answer;
}
