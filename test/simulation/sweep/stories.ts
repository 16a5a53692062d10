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
      await read(world, gateway, { path, principal });
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
      await read(world, cloud.gateway, { path, principal: STAFF });
    }
    await read(world, cloud.gateway, { path: '/skiers/7/vertical', query: 'resort=1', principal: STAFF });
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
async function read(world: World, gateway: Gateway, request: Omit<Request, 'method'>): Promise<void> {
  while ((await gateway.send({ method: 'GET', ...request }))?.status !== 200) await world.sleep(1_000);
}
