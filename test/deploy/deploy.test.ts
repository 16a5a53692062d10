import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { ListQueuesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { scopes } from '#platform/call.ts';
import type { Operation } from '#platform/operation.ts';
import { deployedOperations, services } from '../../lib/contracts.ts';
import type { Ran } from '../load/run-command.ts';
import { type Cloud, startCloud } from './cloud.ts';
import { invoke } from './invoke.ts';
import { type Issuer, startIssuer } from './issuer.ts';
import { type Answer, changedSource, deploy, type Stage } from './stage.ts';
import { usageOf } from './usage.ts';
import { userPoolOf } from './user-pool.ts';
import { viewsOf } from './views.ts';

const { DEPLOY_SCRATCH: scratch, DEPLOY_PYTHON: python } = process.env;
assert.ok(scratch && python, 'this suite is started by `npm run test:deploy`');

const skierDay = '/skiers/1/seasons/2022/days/1/skiers/123';
const scan = { time: 217, liftID: 21 };
const vertical = 210;

// One stage lives through all of it, so the tests run in this order.
describe('a deployed stage', () => {
  let issuer: Issuer;
  let cloud: Cloud;
  let sqs: SQSClient;
  let dynamodb: DynamoDBClient;
  let stage: Stage;
  /** The path of a guest's account. */
  let account: string;
  /** A withdrawal that the account did not hold enough for. */
  let refused: Answer;

  before(async () => {
    issuer = await startIssuer();
    cloud = await startCloud({ python, scratch });
    sqs = new SQSClient(cloud.connection);
    dynamodb = new DynamoDBClient(cloud.connection);
    stage = await deploy(cloud, { version: 'first', source: process.cwd(), assembly: join(scratch, 'first'), issuer });
  });

  after(async () => {
    sqs?.destroy();
    dynamodb?.destroy();
    await cloud?.stop();
    issuer?.stop();
  });

  function deadLetters(...args: readonly string[]): Promise<Ran> {
    return cloud.command('dead-letters', ...args, '--stage', 'dev');
  }

  it('stores an acknowledged scan and reads it back as the day of its skier', async () => {
    const token = await issuer.token('rides:write rides:read');

    const captured = await stage.call(`POST ${skierDay}`, { token, body: scan });
    const day = await eventually(
      () => stage.call(`GET ${skierDay}`, { token }),
      ({ status }) => status === 200,
    );

    assert.deepEqual([captured.status, captured.text], [201, '']);
    assert.deepEqual([day.status, day.text], [200, String(vertical)]);
  });

  it('counts the skiers of a day once each, however their scans came in', async () => {
    const token = await issuer.token('rides:write rides:read');
    const day = { resortID: 1, seasonID: '2022', dayID: 2 };
    const batch = [7, 8, 8, 9].map((skierID) => ({ ...day, ...scan, skierID }));

    await stage.call('POST /skiers/1/seasons/2022/days/2/skiers/7', { token, body: scan });
    const taken = await stage.call('POST /rides', {
      token,
      body: { rides: [...batch, { ...day, ...scan, skierID: 0 }] },
    });
    const count = () => stage.call('GET /resorts/1/seasons/2022/day/2/skiers', { token });
    const counted = await eventually(count, ({ text }) => JSON.parse(text).numSkiers === 3);

    const { accepted, rejected } = JSON.parse(taken.text);
    assert.deepEqual([accepted, rejected.map(({ index }: { index: number }) => index)], [4, [4]]);
    assert.deepEqual(JSON.parse(counted.text), { time: 'Alpenglow', numSkiers: 3 });
  });

  it('answers the example of every operation that needs nothing to be there, as its contract says', async () => {
    const token = await issuer.token(scopes.join(' '));
    const operations = [services.rides, services.operations].flatMap((each): Operation[] => Object.values(each));

    const answers = await Promise.all(
      operations.map(async (operation) => {
        const { method, examples } = operation;
        const { status } = await stage.call(`${method} ${examplePath(operation)}`, { token, body: examples?.body });
        return { operationId: operation.operationId, status };
      }),
    );

    const declared = operations.map(({ operationId, answers: success }) => {
      const [status] = Object.keys(success).map(Number);
      return { operationId, status };
    });
    assert.deepEqual(answers, declared);
  });

  it('opens an account once for each key, and finds it by its owner', async () => {
    const token = await issuer.token('accounts:read accounts:write');
    const request = { token, key: 'open-1', body: { currency: 'EUR', name: 'Season card' } };

    const opened = await stage.call('POST /accounts', request);
    const again = await stage.call('POST /accounts', request);
    account = opened.headers.get('location') ?? '';
    const read = await stage.call(`GET ${account}`, { token });
    const own = await eventually(
      () => stage.call('GET /accounts', { token }),
      ({ text }) => JSON.parse(text).accounts.length > 0,
    );

    assert.deepEqual([opened.status, again.status, read.status], [201, 201, 200]);
    assert.equal(again.text, opened.text);
    assert.equal(again.headers.get('idempotent-replayed'), 'true');
    assert.equal(read.text, opened.text);
    assert.deepEqual(JSON.parse(own.text), { accounts: [JSON.parse(opened.text)] });
  });

  it('moves money once for each key, or refuses once and for all', async () => {
    const token = await issuer.token('accounts:read accounts:write accounts:till');
    const send = (kind: string, key: string, amount: number) =>
      stage.call(`POST ${account}/${kind}`, { token, key, body: { amount } });

    const deposited = await send('deposits', 'd1', 2_500);
    const replayed = await send('deposits', 'd1', 2_500);
    const reused = await send('deposits', 'd1', 2_501);
    refused = await send('withdrawals', 'w1', 9_999);
    await send('deposits', 'd2', 10_000);
    const refusedAgain = await send('withdrawals', 'w1', 9_999);
    const withdrawn = await send('withdrawals', 'w2', 1_000);

    assert.deepEqual([deposited.status, replayed.status, withdrawn.status], [201, 201, 201]);
    assert.equal(replayed.text, deposited.text);
    assert.equal(replayed.headers.get('idempotent-replayed'), 'true');
    assert.equal(replayed.headers.get('location'), deposited.headers.get('location'));
    assert.deepEqual([reused, refused, refusedAgain].map(problemOf), [
      { status: 422, code: 'idempotency_key_reused' },
      { status: 409, code: 'insufficient_funds' },
      { status: 409, code: 'insufficient_funds' },
    ]);
    assert.equal(refusedAgain.text, refused.text);
    assert.equal(refusedAgain.headers.get('idempotent-replayed'), 'true');
    assert.equal(JSON.parse(withdrawn.text).balance, 11_500);
  });

  it('tells every movement of an account, the transfer behind it, and what the house owes', async () => {
    const token = await issuer.token('accounts:read');
    const staff = await issuer.token('accounts:read accounts:all', { sub: 'staff' });

    const listed = await stage.call(`GET ${account}/transactions?order=asc`, { token });
    const { transactions } = JSON.parse(listed.text);
    const transfer = await stage.call(`GET /transfers/${transactions[0].transferID}`, { token });
    const house = await stage.call('GET /accounts/cash-EUR', { token: staff });

    assert.deepEqual(
      transactions.map(({ kind, amount, balance, version }: Entry) => [kind, amount, balance, version]),
      [
        ['deposit', 2_500, 2_500, 1],
        ['deposit', 10_000, 12_500, 2],
        ['withdrawal', 1_000, 11_500, 3],
      ],
    );
    assert.equal(JSON.parse(transfer.text).amount, 2_500);
    assert.deepEqual([JSON.parse(house.text).balance, JSON.parse(house.text).version], [-11_500, 3]);
  });

  it('lets a till reach the accounts of the resorts in its token, and no others', async () => {
    const guest = await issuer.token('accounts:write', { sub: 'guest-7' });
    const till = await issuer.token('accounts:till', { sub: 'till-4', resorts: '7, 9' });
    const opened = await Promise.all(
      [9, 8].map((resortID) =>
        stage.call('POST /accounts', { token: guest, key: `at-${resortID}`, body: { currency: 'EUR', resortID } }),
      ),
    );

    const paidIn = await Promise.all(
      opened.map(({ headers }, n) =>
        stage.call(`POST ${headers.get('location')}/deposits`, { token: till, key: `till-${n}`, body: { amount: 1 } }),
      ),
    );

    assert.deepEqual(
      paidIn.map(({ status }) => status),
      [201, 404],
    );
  });

  it('holds, captures, gives back, states, and closes when nothing is left', async () => {
    const token = await issuer.token('accounts:read accounts:write accounts:till accounts:all', { sub: 'till-9' });
    let keys = 0;
    const post = (path: string, body?: object) =>
      stage.call(`POST ${path}`, { token, key: `life-${++keys}`, ...(body && { body }) });
    const openedAt = async (body: object) => (await post('/accounts', body)).headers.get('location') ?? '';
    const [guest, shop] = [await openedAt({ currency: 'EUR' }), await openedAt({ currency: 'EUR', kind: 'house' })];
    await post(`${guest}/deposits`, { amount: 1_000 });

    const holds = [400, 50].map((amount) =>
      post(`${guest}/holds`, { amount, to: idIn(shop), expiresInSeconds: 3_600 }),
    );
    const [held, other] = (await Promise.all(holds)).map(({ text }) => `${guest}/holds/${JSON.parse(text).holdID}`);
    const listed = await stage.call(`GET ${guest}/holds`, { token });
    const captured = await post(`${held}/capture`, { amount: 300 });
    const released = await post(`${other}/release`);
    const read = await stage.call(`GET ${held}`, { token });
    const paid = await post('/transfers', { from: idIn(guest), to: idIn(shop), amount: 100 });
    const refunded = await post(`${paid.headers.get('location')}/refunds`, { amount: 40 });
    const month = JSON.parse(paid.text).createdAt.slice(0, 7);
    const statement = await stage.call(`GET ${guest}/statements/${month}`, { token });
    const balance = await stage.call(`GET ${guest}/balance?at=${JSON.parse(paid.text).createdAt}`, { token });
    const address = { recipient: 'M. M.', lines: ['Rüfiplatz 7'], postalCode: '6764', city: 'Lech', country: 'AT' };
    const headers = { 'if-none-match': '*' };
    const kept = await stage.call(`PUT ${guest}/address`, { token, body: address, headers });
    const found = await stage.call(`GET ${guest}/address`, { token });
    const tooSoon = await post(`${guest}/close`);
    await post(`${guest}/withdrawals`, { amount: 640 });
    const closed = await post(`${guest}/close`);

    assert.equal(JSON.parse(listed.text).holds.length, 2);
    assert.deepEqual([captured.status, released.status, paid.status, refunded.status], [201, 200, 201, 201]);
    assert.deepEqual([JSON.parse(read.text).state, JSON.parse(read.text).captured], ['captured', 300]);
    const { opening, closing, debits, credits } = JSON.parse(statement.text);
    assert.deepEqual([opening, closing, debits, credits], [0, 640, 400, 1_040]);
    assert.equal(balance.status, 200);
    assert.deepEqual([kept.status, found.status], [200, 200]);
    assert.deepEqual(JSON.parse(found.text), address);
    assert.deepEqual(problemOf(tooSoon), { status: 409, code: 'balance_not_zero' });
    assert.equal(closed.status, 200);
  });

  it('adds up after all of it, at night and when it is asked', async () => {
    const [command, atNight] = await Promise.all([
      cloud.command('reconcile', '--stage', 'dev'),
      invoke(cloud, 'liftline-dev-reconcileLedger'),
    ]);

    assert.match(command.stdout, /^accounts [2-9]\d*, entries [2-9]\d*, transfers [2-9]\d*,.*\ndifferences: 0\n$/s);
    assert.deepEqual([command.code, atNight], [0, { status: 200, isFailure: false }]);
  });

  it('publishes a forecast, and reads it while its cache is not there', async () => {
    const token = await issuer.token('forecasts:read forecasts:write');
    const [issuedAt, expiresAt] = [0, 3_600_000].map((after) => new Date(Date.now() + after).toISOString());
    const periods = [{ startsAt: issuedAt, temperatureC: -8.5, windKph: 20, snowCm: 3, summary: 'Light snow' }];
    const forecast = { issuedAt, expiresAt, periods };

    const published = await stage.call('PUT /forecasts/1', { token, body: forecast });
    const read = await stage.call('GET /forecasts/1', { token });
    const listed = await stage.call('GET /forecasts', { token });
    const older = await stage.call('PUT /forecasts/1', {
      token,
      body: { ...forecast, issuedAt: '2026-01-01T00:00:00Z' },
    });

    assert.deepEqual([published.status, read.status, older.status], [200, 200, 409]);
    assert.deepEqual(JSON.parse(read.text), { resortID: 1, ...forecast });
    assert.equal(read.headers.get('etag'), published.headers.get('etag'));
    assert.deepEqual(JSON.parse(listed.text).forecasts, [
      { resortID: 1, issuedAt, expiresAt, etag: read.headers.get('etag') },
    ]);
  });

  it('has answered every operation with success, so that none throws while it loads', () => {
    const silent = deployedOperations.filter(({ operationId }) => !stage.succeeded.has(operationId));

    assert.deepEqual(
      silent.map(({ operationId }) => operationId),
      [],
    );
  });

  it('refuses with a problem, whether the gateway, the authorizer or a function refuses', async () => {
    const token = await issuer.token('rides:write');

    const refusals = await Promise.all([
      stage.call(`POST ${skierDay}`, { body: scan }),
      stage.call(`POST ${skierDay}`, { body: scan, token: 'not.a.token' }),
      stage.call(`GET ${skierDay}`, { token }),
      stage.call(`POST ${skierDay}`, { token, body: { time: 217 } }),
      stage.call('GET /nowhere'),
      stage.call(`PUT ${skierDay}`),
    ]);

    assert.deepEqual(refusals.map(problemOf), [
      { status: 401, code: 'unauthorized' },
      { status: 401, code: 'unauthorized' },
      { status: 403, code: 'insufficient_scope' },
      { status: 400, code: 'validation_failed' },
      { status: 404, code: 'not_found' },
      { status: 405, code: 'method_not_allowed' },
    ]);
    assert.equal(refusals.at(-1)?.headers.get('allow'), 'GET, HEAD, OPTIONS, POST');
  });

  it('parks what nobody can read, and sends back what can be read now, once', async () => {
    const { RidesQueueUrl, RidesDeadLettersUrl, ViewsTableName } = stage.outputs;
    const token = await issuer.token('rides:read');
    const ride = { ...scan, resortID: 1, seasonID: '2022', dayID: 3, skierID: 5 };
    const mended = JSON.stringify({ schema: 1, rides: [ride] });
    const code = { DataType: 'String', StringValue: 'unknown_schema' };

    await sqs.send(new SendMessageCommand({ QueueUrl: RidesQueueUrl, MessageBody: 'not a ride' }));
    await sqs.send(
      new SendMessageCommand({ QueueUrl: RidesDeadLettersUrl, MessageBody: mended, MessageAttributes: { code } }),
    );
    const listed = await eventually(
      () => deadLetters('list'),
      ({ stdout }) => stdout.split('\n').length > 2,
    );
    const tried = await deadLetters('replay', '--dry-run');
    const sentBack = await deadLetters('replay');
    const again = await deadLetters('replay');
    const discarded = await deadLetters('discard', '--reason', 'not_json');
    const day = await eventually(
      () => stage.call('GET /skiers/1/seasons/2022/days/3/skiers/5', { token }),
      ({ status }) => status === 200,
    );

    assert.match(listed.stdout, /^not_json: 1 in all.*; 0 could be stored now/m);
    assert.match(listed.stdout, /^unknown_schema: 1 in all.*; 1 could be stored now/m);
    assert.match(tried.stdout, /would be stored: 1 rides\n/);
    assert.match(tried.stdout, /would be parked again and stays: not_json/);
    assert.match(sentBack.stdout, /^1 of 2 letters sent back$/m);
    assert.match(again.stdout, /^0 of 1 letters sent back$/m);
    assert.match(discarded.stdout, /^1 of 1 letters discarded$/m);
    assert.equal((await deadLetters('list')).stdout, 'There are no dead letters.\n');
    assert.equal(day.text, String(vertical));
    assert.deepEqual(await viewsOf(dynamodb, ViewsTableName).actsOnLetters(), [
      'replay unknown_schema',
      'discard not_json',
    ]);
  });

  it('finds a wrong count of skiers, mends it, and finds nothing the second time', async () => {
    const token = await issuer.token('rides:read');
    const day = ['--resort', '1', '--season', '2022', '--day', '2', '--stage', 'dev'];

    await viewsOf(dynamodb, stage.outputs['ViewsTableName']).miscount(5);
    const wrong = await stage.call('GET /resorts/1/seasons/2022/day/2/skiers', { token });
    const mended = await cloud.command('recount', ...day);
    const again = await cloud.command('recount', ...day);
    const all = await cloud.command('recount', '--all', '--stage', 'dev');
    const right = await stage.call('GET /resorts/1/seasons/2022/day/2/skiers', { token });

    assert.equal(JSON.parse(wrong.text).numSkiers, 8);
    assert.match(mended.stdout, /^resort 1, season 2022, day 2: 3 skiers; mended: the counters were 5 too high$/m);
    assert.match(again.stdout, /^resort 1, season 2022, day 2: 3 skiers; nothing differed$/m);
    assert.match(all.stdout, /^days compared: \d+, of which differed: 0; /m);
    assert.deepEqual([mended.code, again.code, all.code], [1, 0, 0]);
    assert.equal(JSON.parse(right.text).numSkiers, 3);
  });

  it('registers a program, to which the user pool gives what it was registered for, until it is removed', async () => {
    const { programSignsIn, grantedTo } = userPoolOf(cloud, stage);
    const clients = (...args: readonly string[]) => cloud.command('clients', ...args, '--stage', 'dev');

    const added = await clients('add', 'Till 4', '--kind', 'till', '--resort', '7', '--per-minute', '600');
    const [, clientID = '', secret = ''] = /^id: (\S+)\nsecret: (\S+)\n$/.exec(added.stdout) ?? [];
    const granted = await grantedTo(clientID);
    const { usageKey = '' } = granted?.claimsToAddOrOverride ?? {};
    const listed = await clients('list');
    const before = await programSignsIn({ clientID, secret });
    const removed = await clients('remove', clientID);
    const after = await programSignsIn({ clientID, secret });

    const till = ['accounts:read', 'accounts:write', 'accounts:till'];
    const named = (all: readonly string[]) => all.map((scope) => `liftline/${scope}`);
    assert.deepEqual(granted, {
      claimsToAddOrOverride: { resorts: [7], requestsPerMinute: 600, usageKey },
      scopesToAdd: named(till),
      scopesToSuppress: named(scopes.filter((scope) => !till.includes(scope))),
    });
    assert.match(listed.stdout, new RegExp(`^${clientID}: Till 4: .*, resorts 7, 600 requests a minute, since`, 'm'));
    assert.deepEqual([added.code, removed.code, before, after], [0, 0, true, false]);
  });

  it('has a program counted by the key that its token names, in the plan of its limit, and everybody else together', async () => {
    const { keysIn, countedBy } = usageOf(cloud, stage);
    const { grantedTo } = userPoolOf(cloud, stage);
    const clients = (...args: readonly string[]) => cloud.command('clients', ...args, '--stage', 'dev');

    const added = await clients('add', 'Gate 7', '--kind', 'gate', '--per-minute', '600');
    const [, clientID = ''] = /^id: (\S+)$/m.exec(added.stdout) ?? [];
    const { usageKey = '' } = (await grantedTo(clientID))?.claimsToAddOrOverride ?? {};
    const limited = await keysIn('liftline-dev-600-a-minute');
    const counted = await countedBy(await issuer.token('rides:write', { usageKey }));
    const others = await countedBy(await issuer.token('rides:write'));
    await clients('remove', clientID);

    // The emulator's plans keep the keys of programs that were removed.
    assert.equal(limited.at(-1), usageKey);
    assert.equal(counted, usageKey);
    assert.deepEqual(await keysIn('liftline-dev'), [others]);
  });

  it('signs people in by the user pool, as staff or as guests, who read their own rides alone', async () => {
    const { personSignsIn } = userPoolOf(cloud, stage);

    const staff = await personSignsIn({ name: 'ann', skierID: 5, isStaff: true });
    const guest = await personSignsIn({ name: 'ida', skierID: 123, isStaff: false });
    // As the user pool says it, but signed by whom the deployed authorizer believes.
    const token = await issuer.token(String(guest['scope']), guest);
    const own = await stage.call(`GET ${skierDay}`, { token });
    const foreign = await stage.call('GET /skiers/1/seasons/2022/days/2/skiers/5', { token });

    assert.deepEqual(ourScopesIn(staff), [...scopes]);
    assert.deepEqual(ourScopesIn(guest), ['rides:read', 'accounts:read', 'accounts:write', 'forecasts:read']);
    assert.deepEqual([own.status, own.text, foreign.status], [200, String(vertical), 404]);
  });

  it('tells an operator in one sentence that another stage is not deployed', async () => {
    const { code, stdout, stderr } = await cloud.command('recount', '--all', '--stage', 'prod');

    assert.deepEqual([code, stdout], [2, '']);
    assert.match(stderr, /^There is no stack liftline-prod-data [^\n]+\.\n$/);
  });

  it('puts a changed version in the place of the first, which keeps the rides and what became of each payment', async () => {
    const token = await issuer.token('rides:write rides:read accounts:read accounts:write');
    const source = await changedSource(join(scratch, 'source'));

    stage = await deploy(cloud, { version: 'second', source, assembly: join(scratch, 'second'), issuer });

    const day = await stage.call(`GET ${skierDay}`, { token });
    const refusals = await Promise.all([
      stage.call('GET /nowhere'),
      stage.call(`GET ${skierDay}`),
      stage.call(`POST ${skierDay}`, { token, body: {} }),
    ]);
    const balance = await stage.call(`GET ${account}`, { token });
    const replayed = await stage.call(`POST ${account}/withdrawals`, { token, key: 'w1', body: { amount: 9_999 } });
    assert.deepEqual([day.status, day.text], [200, String(vertical)]);
    assert.equal(JSON.parse(balance.text).balance, 11_500);
    assert.deepEqual([replayed.status, replayed.text], [409, refused.text]);
    assert.deepEqual(
      refusals.map(({ text }) => JSON.parse(text).type),
      ['urn:changed:not_found', 'urn:changed:unauthorized', 'urn:changed:validation_failed'],
    );
  });

  it('leaves neither queues nor tables when it is destroyed', async () => {
    const assembly = join(scratch, 'second');

    await cloud.cdk({ args: ['destroy', '--all', '--force', '--app', assembly], cwd: scratch, log: 'destroy' });

    const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand());
    const { TableNames = [] } = await dynamodb.send(new ListTablesCommand());
    assert.deepEqual([...QueueUrls, ...TableNames], []);
  });
});

/** Asks for what may take a moment to be so, for at most 20 s and the time to answer. */
async function eventually<T>(ask: () => Promise<T>, isSo: (answer: T) => boolean): Promise<T> {
  for (let attempts = 0; attempts < 100; attempts++) {
    const answer = await ask();
    if (isSo(answer)) return answer;
    await sleep(200);
  }
  return ask();
}

/** The path and query of an operation with the values of its example. */
function examplePath({ path, examples }: Operation): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(examples?.query ?? {})) query.append(name, String(value));
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => String(examples?.params?.[name]));
  return query.size === 0 ? filled : `${filled}?${query}`;
}

/** The id of the account with that path. */
function idIn(path: string): string {
  return path.slice('/accounts/'.length);
}

function problemOf({ status, headers, text }: Answer) {
  assert.equal(headers.get('content-type'), 'application/problem+json', text);
  return { status, code: JSON.parse(text).code };
}

interface Entry {
  readonly kind: string;
  readonly amount: number;
  readonly balance: number;
  readonly version: number;
}

/** Without what Cognito puts there for itself. */
function ourScopesIn(claims: Readonly<Record<string, unknown>>): string[] {
  const all = String(claims['scope']).split(' ');
  return all.filter((scope) => scope.startsWith('liftline/')).map((scope) => scope.slice('liftline/'.length));
}
