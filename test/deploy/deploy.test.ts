import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { ListQueuesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { scopes } from '#platform/call.ts';
import type { Operation } from '#platform/operation.ts';
import { allOperations } from '../../lib/contracts.ts';
import { type Cloud, type Ran, startCloud } from './cloud.ts';
import { type Issuer, startIssuer } from './issuer.ts';
import { type Answer, changedSource, deploy, type Stage } from './stage.ts';
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

  it('answers the example of every operation as its contract says', async () => {
    const token = await issuer.token(scopes.join(' '));

    const answers = await Promise.all(
      allOperations.map(async (operation) => {
        const { method, examples } = operation;
        const { status } = await stage.call(`${method} ${examplePath(operation)}`, { token, body: examples?.body });
        return { operationId: operation.operationId, status };
      }),
    );

    const declared = allOperations.map(({ operationId, answers: success }) => {
      const [status] = Object.keys(success).map(Number);
      return { operationId, status };
    });
    assert.deepEqual(answers, declared);
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

  it('tells an operator in one sentence that another stage is not deployed', async () => {
    const { code, stdout, stderr } = await cloud.command('recount', '--all', '--stage', 'prod');

    assert.deepEqual([code, stdout], [2, '']);
    assert.match(stderr, /^There is no stack liftline-prod-data [^\n]+\.\n$/);
  });

  it('puts a changed version in the place of the first and keeps the rides', async () => {
    const token = await issuer.token('rides:write rides:read');
    const source = await changedSource(join(scratch, 'source'));

    stage = await deploy(cloud, { version: 'second', source, assembly: join(scratch, 'second'), issuer });

    const day = await stage.call(`GET ${skierDay}`, { token });
    const refusals = await Promise.all([
      stage.call('GET /nowhere'),
      stage.call(`GET ${skierDay}`),
      stage.call(`POST ${skierDay}`, { token, body: {} }),
    ]);
    assert.deepEqual([day.status, day.text], [200, String(vertical)]);
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

function problemOf({ status, headers, text }: Answer) {
  assert.equal(headers.get('content-type'), 'application/problem+json', text);
  return { status, code: JSON.parse(text).code };
}
