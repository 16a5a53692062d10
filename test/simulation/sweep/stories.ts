import type { Principal } from '#platform/call.ts';
import type { Ride } from '../../../lambdas/rides/domain.ts';
import type { Gateway, Request } from '../cloud/gateway.ts';
import type { World } from '../engine/world.ts';
import type { Asked } from '../ledger/clients.ts';
import { GUESTS, TELLERS } from '../ledger/command.ts';
import { type LedgerStage, setLedgerStage } from '../ledger/stage.ts';
import { STAFF } from '../rides/gates.ts';
import { type RidesStage, setRidesStage } from '../rides/stage.ts';
import type { Scenario } from '../scenario.ts';

/** Small stories without chance: every await in them is looked at, so each operation must be in one of them. */
export const stories: readonly Scenario[] = [
  ledgerStory('one-client', async ({ clients }, account) => {
    await clients.insist(clients.add(deposit(account, 100)), FOR_EVER);
    await clients.insist(clients.add(withdrawal(account, 30)), FOR_EVER);
    await clients.insist(clients.add(withdrawal(account, 100)), FOR_EVER);
  }),
  // A double tap, from 0 to 12 ms apart: a command takes about 8 ms.
  ...[0, 2, 4, 6, 12].flatMap((apartMs) => [
    ledgerStory(`one-key-twice-${apartMs}`, async ({ clients }, account, world) => {
      await clients.insist(clients.add(deposit(account, 50)), FOR_EVER);
      const command = clients.add(withdrawal(account, 50));
      await atOnce(
        world,
        apartMs,
        [command, command].map((each) => () => clients.insist(each, FOR_EVER)),
      );
    }),
    ledgerStory(`one-key-two-bodies-${apartMs}`, async ({ clients }, account, world) => {
      const commands = [10, 20].map((amount) => clients.add({ ...deposit(account, amount), key: 'the-same' }));
      await atOnce(
        world,
        apartMs,
        commands.map((each) => () => clients.insist(each, FOR_EVER)),
      );
    }),
    ledgerStory(`last-money-twice-${apartMs}`, async ({ clients }, account, world) => {
      await clients.insist(clients.add(deposit(account, 50)), FOR_EVER);
      const commands = [40, 30].map((amount) => clients.add(withdrawal(account, amount)));
      await atOnce(
        world,
        apartMs,
        commands.map((each) => () => clients.insist(each, FOR_EVER)),
      );
    }),
  ]),
  ledgerStory('reads', async ({ clients, cloud: { gateway } }, account, world) => {
    const applied = await clients.insist(clients.add(deposit(account, 100)), FOR_EVER);
    const [principal] = TELLERS as [Principal];
    const paths = ['/accounts', `/accounts/${account}`, `/accounts/${account}/transactions`];
    for (const path of [...paths, String(applied?.headers['location'])])
      await reading(world, gateway, { path, principal });
  }),
  // On an account of its own, whose history nobody explains: what is held against the books is every write.
  ledgerStory('holds-and-refunds', async (stage, _, world) => {
    const { send, path } = await accountWith(stage, 100);
    const paid = await send('createTransfer', '/transfers', { from: path.slice(10), to: 'refunds-EUR', amount: 30 });
    const holds = `${path}/holds`;
    const wanted = { amount: 20, to: 'refunds-EUR', expiresInSeconds: 86_400 };
    const [first, second] = [await send('createHold', holds, wanted), await send('createHold', holds, wanted)];
    await send('captureHold', `${first}/capture`, { amount: 15 });
    await send('releaseHold', `${second}/release`);
    await send('createRefund', `${paid}/refunds`, { amount: 10 });
    await send('createRefund', `${paid}/refunds`, {});
    const { gateway } = stage.cloud;
    const [principal] = TELLERS as [Principal];
    for (const read of [holds, first, `${path}/statements/1970-01`])
      await reading(world, gateway, { path: read, principal });
    await reading(world, gateway, { path: `${path}/balance`, query: 'at=1970-01-01T00:00:00Z', principal });
  }),
  ledgerStory('two-captures-and-a-release', async (stage, _, world) => {
    const { send, path } = await accountWith(stage, 100);
    const wanted = { amount: 20, to: 'refunds-EUR', expiresInSeconds: 86_400 };
    const hold = await send('createHold', `${path}/holds`, wanted);
    await atOnce(world, 2, [
      () => send('captureHold', `${hold}/capture`, {}),
      () => send('captureHold', `${hold}/capture`, { amount: 5 }),
      () => send('releaseHold', `${hold}/release`),
    ]);
  }),
  ledgerStory('address-and-close', async (stage, _, world) => {
    const { send, path } = await accountWith(stage, 0);
    const { gateway } = stage.cloud;
    const [principal] = TELLERS as [Principal];
    const body = { recipient: 'Maria', lines: ['Rüfiplatz 7'], city: 'Lech', country: 'AT' };
    const headers = { 'if-none-match': '*' };
    const written = async () =>
      (await gateway.send({ method: 'PUT', path: `${path}/address`, body, headers, principal }))?.status;
    while (![200, 412].includes((await written()) ?? 0)) await world.sleep(1_000);
    await reading(world, gateway, { path: `${path}/address`, principal });
    await send('closeAccount', `${path}/close`);
  }),
  ridesStory('one-gate', async ({ gates }) => {
    await gates.submit([ride(1)]);
    await gates.submit([ride(2), ride(3)]);
  }),
  ridesStory('two-gates', async ({ gates }) => {
    await Promise.all([gates.submit([ride(1), ride(2)]), gates.submit([ride(2)])]);
  }),
  ridesStory('poison-and-letters', async ({ gates, poison, cloud, operator }) => {
    // A letter that could be stored now: whatever was wrong with it has been mended since.
    await gates.submit([ride(1)]);
    for (const message of cloud.queue.messages()) {
      cloud.queue.delete(message);
      cloud.letters.put(message);
    }
    poison('no JSON');
    await operator.replay();
  }),
  ridesStory('other-reads', async ({ cloud, gates }, world) => {
    await gates.submit([ride(1)]);
    const season = { method: 'POST', path: '/resorts/1/seasons', body: { year: '2022' }, principal: STAFF };
    while ((await cloud.gateway.send(season))?.status !== 201);
    const day = '1/seasons/2022/days/1/skiers';
    for (const path of ['/resorts/1/seasons', `/skiers/${day}/7`, `/resorts/${day}`]) {
      await reading(world, cloud.gateway, { path, principal: STAFF });
    }
    await reading(world, cloud.gateway, { path: '/skiers/7/vertical', query: 'resort=1', principal: STAFF });
  }),
];

export function storyNamed(name: string): Scenario {
  const found = stories.find((story) => story.name === name);
  if (!found) throw new Error(`There is no story ${name}.`);
  return found;
}

const FOR_EVER = Number.POSITIVE_INFINITY;

function ledgerStory(
  name: string,
  play: (stage: LedgerStage, account: string, world: World) => Promise<unknown>,
): Scenario {
  return {
    name,
    mustMeet: [],
    async play(world) {
      const stage = setLedgerStage(world);
      const accounts = await stage.open();
      await play(stage, accounts[0] ?? '', world);
      world.heal();
      await stage.end(accounts);
    },
  };
}

function ridesStory(name: string, play: (stage: RidesStage, world: World) => Promise<void>): Scenario {
  return {
    name,
    mustMeet: [],
    async play(world) {
      const stage = setRidesStage(world, () => false);
      await play(stage, world);
      // Workers go on when the gates are done: the faults must be able to reach them, too.
      await world.sleep(1_000_000);
      world.heal();
      await stage.end();
    },
  };
}

/** An account that the stage does not know, and a teller who sends what is asked until it is answered for good. */
async function accountWith({ clients }: LedgerStage, balance: number) {
  const [principal] = TELLERS as [Principal];
  const send = async (operation: Asked['operation'], to: string, body?: object): Promise<string> => {
    const command = clients.add({ operation, principal, accountID: '', change: 0, path: to, ...(body && { body }) });
    return String((await clients.insist(command, FOR_EVER))?.headers['location']);
  };
  const path = await send('openAccount', '/accounts');
  const funded = clients.add({ operation: 'createDeposit', principal, accountID: path.slice(10), change: balance });
  if (balance > 0) await clients.insist(funded, FOR_EVER);
  return { send, path };
}

function deposit(accountID: string, amount: number): Asked {
  return { operation: 'createDeposit', principal: TELLERS[0] as Principal, accountID, change: amount };
}

function withdrawal(accountID: string, amount: number): Asked {
  return { operation: 'createWithdrawal', principal: GUESTS[0] as Principal, accountID, change: -amount };
}

function ride(liftID: number): Ride {
  return { resortID: 1, seasonID: '2022', dayID: 1, skierID: 7, time: 10 * liftID, liftID };
}

async function atOnce(world: World, apartMs: number, tasks: readonly (() => Promise<unknown>)[]): Promise<void> {
  await Promise.all(tasks.map((task, n) => world.sleep(n * apartMs).then(task)));
}

/** Until there is something: a view may lag, and nothing is lost by asking again. */
async function reading(world: World, gateway: Gateway, request: Omit<Request, 'method'>): Promise<void> {
  while ((await gateway.send({ method: 'GET', ...request }))?.status !== 200) await world.sleep(1_000);
}
