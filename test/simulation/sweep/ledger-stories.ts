import type { Principal } from '#platform/call.ts';
import type { World } from '../engine/world.ts';
import type { Clients } from '../ledger/clients.ts';
import { GUESTS, TELLERS, type Wish } from '../ledger/command.ts';
import { readStatement } from '../ledger/readers.ts';
import { type LedgerStage, setLedgerStage } from '../ledger/stage.ts';
import * as wishes from '../ledger/wishes.ts';
import type { Scenario } from '../scenario.ts';
import { reading } from './reading.ts';

const FOR_EVER = Number.POSITIVE_INFINITY;
const [TILL] = TELLERS as [Principal];

export const ledgerStories: readonly Scenario[] = [
  ledgerStory('one-client', async ({ clients }, [account]) => {
    await clients.insist(clients.add(deposit(account, 100)), FOR_EVER);
    await clients.insist(clients.add(withdrawal(account, 30)), FOR_EVER);
    await clients.insist(clients.add(withdrawal(account, 100)), FOR_EVER);
  }),
  // A double tap, from 0 to 12 ms apart: a command takes about 8 ms.
  ...[0, 2, 4, 6, 12].flatMap((apartMs) => [
    ledgerStory(`one-key-twice-${apartMs}`, async ({ clients }, [account], world) => {
      await clients.insist(clients.add(deposit(account, 50)), FOR_EVER);
      const command = clients.add(withdrawal(account, 50));
      await atOnce(
        world,
        apartMs,
        [command, command].map((each) => () => clients.insist(each, FOR_EVER)),
      );
    }),
    ledgerStory(`one-key-two-bodies-${apartMs}`, async ({ clients }, [account], world) => {
      const commands = [10, 20].map((amount) => clients.add(deposit(account, amount), 'the-same'));
      await atOnce(
        world,
        apartMs,
        commands.map((each) => () => clients.insist(each, FOR_EVER)),
      );
    }),
    ledgerStory(`last-money-twice-${apartMs}`, async ({ clients }, [account], world) => {
      await clients.insist(clients.add(deposit(account, 50)), FOR_EVER);
      const commands = [40, 30].map((amount) => clients.add(withdrawal(account, amount)));
      await atOnce(
        world,
        apartMs,
        commands.map((each) => () => clients.insist(each, FOR_EVER)),
      );
    }),
  ]),
  ledgerStory('reads', async ({ clients, cloud: { gateway } }, [account], world) => {
    const applied = await clients.insist(clients.add(deposit(account, 100)), FOR_EVER);
    const paths = ['/accounts', `/accounts/${account}`, `/accounts/${account}/transactions`];
    for (const path of [...paths, String(applied?.headers['location'])])
      await reading(world, gateway, { path, principal: TILL });
  }),
  ledgerStory('holds-and-refunds', async ({ clients, cloud: { gateway } }, [account], world) => {
    await clients.insist(clients.add(deposit(account, 100)), FOR_EVER);
    const paid = clients.add(wishes.pay(TILL, account, 30));
    const [payment] = wishes.madeBy(paid, await clients.insist(paid, FOR_EVER)) as [wishes.Made];
    const [first, second] = [await placed(clients, account), await placed(clients, account)];
    await clients.insist(clients.add(wishes.capture(TILL, first, 15)), FOR_EVER);
    await clients.insist(clients.add(wishes.release(TILL, second)), FOR_EVER);
    await clients.insist(clients.add(wishes.refund(TILL, payment, 10)), FOR_EVER);
    await clients.insist(clients.add(wishes.refund(TILL, payment)), FOR_EVER);
    const path = `/accounts/${account}`;
    for (const read of [`${path}/holds`, `${path}/holds/${first.holdID}`, `${path}/statements/1970-01`])
      await reading(world, gateway, { path: read, principal: TILL });
    await reading(world, gateway, { path: `${path}/balance`, query: 'at=1970-01-01T00:00:00Z', principal: TILL });
  }),
  ledgerStory('two-captures-and-a-release', async ({ clients }, [account], world) => {
    await clients.insist(clients.add(deposit(account, 100)), FOR_EVER);
    const hold = await placed(clients, account);
    const all = [wishes.capture(TILL, hold), wishes.capture(TILL, hold, 5), wishes.release(TILL, hold)];
    await atOnce(
      world,
      2,
      all.map((wish) => () => clients.insist(clients.add(wish), FOR_EVER)),
    );
  }),
  ...[0, 4].flatMap((apartMs) => [
    ledgerStory(`two-refunds-${apartMs}`, async ({ clients }, [account], world) => {
      await clients.insist(clients.add(deposit(account, 50)), FOR_EVER);
      const paid = clients.add(wishes.pay(TILL, account, 50));
      const [payment] = wishes.madeBy(paid, await clients.insist(paid, FOR_EVER)) as [wishes.Made];
      await atOnce(
        world,
        apartMs,
        [30, undefined].map(
          (amount) => () => clients.insist(clients.add(wishes.refund(TILL, payment, amount)), FOR_EVER),
        ),
      );
    }),
    ledgerStory(`held-or-spent-${apartMs}`, async ({ clients }, [account], world) => {
      await clients.insist(clients.add(deposit(account, 50)), FOR_EVER);
      const both = [wishes.hold(TILL, account, { amount: 40, seconds: 86_400 }), withdrawal(account, 30)];
      await atOnce(
        world,
        apartMs,
        both.map((wish) => () => clients.insist(clients.add(wish), FOR_EVER)),
      );
    }),
  ]),
  ledgerStory('there-and-back', async ({ clients }, [account, other], world) => {
    for (const each of [account, other]) await clients.insist(clients.add(deposit(each, 50)), FOR_EVER);
    const both = [wishes.transfer(TILL, [account, other], 30), wishes.transfer(TILL, [other, account], 40)];
    await atOnce(
      world,
      2,
      both.map((wish) => () => clients.insist(clients.add(wish), FOR_EVER)),
    );
  }),
  ledgerStory('a-statement-meanwhile', async ({ clients, cloud: { gateway } }, [accountID], world) => {
    for (const amount of [10, 20, 30]) await clients.insist(clients.add(deposit(accountID, amount)), FOR_EVER);
    await atOnce(world, 10, [
      () => readStatement({ world, gateway, accountID, limit: 1 }),
      () => clients.insist(clients.add(deposit(accountID, 40)), FOR_EVER),
    ]);
  }),
  ledgerStory('address-and-close', async ({ clients, cloud: { gateway } }, [account], world) => {
    const [path, principal] = [`/accounts/${account}`, TILL];
    const body = { recipient: 'Maria', lines: ['Rüfiplatz 7'], city: 'Lech', country: 'AT' };
    const headers = { 'if-none-match': '*' };
    const written = async () =>
      (await gateway.send({ method: 'PUT', path: `${path}/address`, body, headers, principal }))?.status;
    while (![200, 412].includes((await written()) ?? 0)) await world.sleep(1_000);
    await reading(world, gateway, { path: `${path}/address`, principal });
    await clients.insist(clients.add(wishes.close(TILL, account)), FOR_EVER);
  }),
];

/** One of each guest. */
type Accounts = [string, string];

function ledgerStory(
  name: string,
  play: (stage: LedgerStage, accounts: Accounts, world: World) => Promise<unknown>,
): Scenario {
  return {
    name,
    mustMeet: [],
    async play(world) {
      const stage = setLedgerStage(world);
      const accounts = await stage.open();
      await play(stage, accounts as Accounts, world);
      world.heal();
      await stage.end(accounts);
    },
  };
}

async function placed(clients: Clients, accountID: string): Promise<wishes.Held> {
  const command = clients.add(wishes.hold(TILL, accountID, { amount: 20, seconds: 86_400 }));
  const [held] = wishes.heldBy(command, await clients.insist(command, FOR_EVER)) as [wishes.Held];
  return held;
}

function deposit(accountID: string, amount: number): Wish {
  return wishes.deposit(TILL, accountID, amount);
}

function withdrawal(accountID: string, amount: number): Wish {
  return wishes.withdraw(GUESTS[0] as Principal, accountID, amount);
}

async function atOnce(world: World, apartMs: number, tasks: readonly (() => Promise<unknown>)[]): Promise<void> {
  await Promise.all(tasks.map((task, n) => world.sleep(n * apartMs).then(task)));
}
