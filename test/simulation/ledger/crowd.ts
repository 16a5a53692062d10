import type { Principal } from '#platform/call.ts';
import { EPOCH_MS } from '../cloud/environment.ts';
import type { World } from '../engine/world.ts';
import { playAddresses } from './addresses.ts';
import { type Command, GUESTS, TELLERS, type Wish } from './command.ts';
import { playReader } from './readers.ts';
import type { LedgerStage } from './stage.ts';
import * as wishes from './wishes.ts';

export interface CrowdOptions {
  readonly world: World;
  readonly stage: LedgerStage;
  readonly accounts: readonly string[];
  readonly commandsEach: number;
}

/** A client tries this often before it waits for better weather. */
const ATTEMPTS_MAX = 4;
/** Most outlive the story; the others end while somebody is about to take them. */
const HOLD_SECONDS = [86_400, 86_400, 86_400, 60, 10, 2, 1];
const SOON_MS = 120_000;

/** Two tellers and a guest use all that there is, and somebody reads: everybody at once. */
export async function playCrowd({ world, stage, accounts, commandsEach }: CrowdOptions): Promise<void> {
  const { clients } = stage;
  const [made, held]: [wishes.Made[], wishes.Held[]] = [[], []];
  const about = chosen('what it is about', ['everything', 'holds', 'refunds'] as const);
  const isClosing = world.choose('closing', 3) === 2;
  const guest = world.choose('which guest', 4) === 3 ? 1 : 0;
  const [mine = '', theirs = ''] = [accounts[guest], accounts[1 - guest]];
  // One account is used more than the other, so that they meet.
  const some = () => accounts[world.choose('account', 4) === 3 ? 1 : 0] ?? '';
  const amount = (most: number) => 1 + world.choose('amount', most);

  await Promise.all([
    ...TELLERS.map((teller) => acting((done) => wishOfTeller(teller, done))),
    acting(async () => wishOfGuest(GUESTS[guest] as Principal)),
    playReader({ ...stage, world, accounts, held }),
    playAddresses({
      world,
      gateway: stage.cloud.gateway,
      addresses: stage.addresses,
      timed: clients.timed,
      accountID: mine,
      owner: GUESTS[guest] as Principal,
    }),
  ]);

  async function acting(wish: (done: number) => Promise<Wish>): Promise<void> {
    for (let done = 0; done < commandsEach; done += 1) {
      await world.sleep(world.choose('pause', 20));
      const wanted = await wish(done);
      const command = clients.add(wanted, keyFor(wanted));
      const response = await clients.insist(command, ATTEMPTS_MAX);
      made.push(...wishes.madeBy(command, response));
      held.push(...wishes.heldBy(command, response));
    }
  }

  async function wishOfTeller(teller: Principal, done: number): Promise<Wish> {
    const account = some();
    switch (chosen('wish', done === 0 ? FIRST : kindsNow())) {
      case 'deposit':
        return wishes.deposit(teller, account, amount(200));
      case 'withdraw':
        return wishes.withdraw(teller, account, amount(100));
      case 'pay':
        return wishes.pay(teller, account, amount(50));
      case 'hold':
        return wishes.hold(teller, account, { amount: amount(50), seconds: chosen('hold for', HOLD_SECONDS) });
      case 'refund':
        return wishes.refund(teller, chosen('which transfer', made), partOf(50));
      case 'close':
        return wishes.close(teller, accounts[1] ?? '');
      case 'capture':
        return wishes.capture(teller, await aboutToEnd(chosen('which hold', held)), partOf(50));
      case 'release':
        return wishes.release(teller, await aboutToEnd(chosen('which hold', held)));
    }
  }

  function wishOfGuest(who: Principal): Wish {
    switch (chosen('wish', isClosing ? GUEST_CLOSING : GUEST_KINDS)) {
      case 'withdraw':
        return wishes.withdraw(who, mine, amount(100));
      case 'pay':
        return wishes.pay(who, mine, amount(50));
      case 'transfer':
        return wishes.transfer(who, [mine, theirs], amount(50));
      case 'close':
        return wishes.close(who, mine);
    }
  }

  /** What can be done with what there is, in a world that is mostly about one thing. */
  function kindsNow(): readonly TellerKind[] {
    const holds: readonly TellerKind[] = held.length > 0 ? ['capture', 'capture', 'release', 'hold'] : ['hold'];
    const refunds: readonly TellerKind[] = made.length > 0 ? ['refund', 'refund', 'pay'] : ['pay'];
    const close: readonly TellerKind[] = isClosing ? ['close'] : [];
    switch (about) {
      case 'holds':
        return [...holds, ...close];
      case 'refunds':
        return [...refunds, ...close];
      case 'everything':
        return ['deposit', 'withdraw', ...holds, ...refunds, ...close];
    }
  }

  /** All of it, or so much. */
  function partOf(most: number): number | undefined {
    return world.choose('part', 2) === 0 ? undefined : amount(most);
  }

  /** Every second time as close to its last moment as a hop: that is when a hold is to be captured or not. */
  async function aboutToEnd(hold: wishes.Held): Promise<wishes.Held> {
    const left = hold.expiresAt - EPOCH_MS - world.now();
    if (left > 0 && left < SOON_MS && world.choose('wait for its end', 2) === 1)
      await world.sleep(Math.max(0, left - 40 + world.choose('moment', 60)));
    return hold;
  }

  function chosen<T>(label: string, from: readonly T[]): T {
    return from[world.choose(label, from.length)] as T;
  }

  /** A new one, but for whoever confuses keys, or has the same as somebody else, or for something else. */
  function keyFor(wish: Wish): string | undefined {
    const { operation, principal } = wish;
    const isAlike = (each: Command) => each.operation === operation && each.principal === principal;
    const all = [...clients.commands.values()];
    // Two closings of one account under one key would be one command.
    const same = all.filter((each) => isAlike(each) && textOf(each) === textOf(wish)).map(({ key }) => key);
    const free = all.filter(({ key }) => !same.includes(key));
    const [own, others] = [free.filter(isAlike), free.filter((each) => !isAlike(each))];
    if (own.length > 0 && world.fault('client: key with another body', operation)) return chosen('whose key', own).key;
    if (others.length > 0 && world.fault('client: key of somebody else', operation))
      return chosen('whose key', others).key;
    return undefined;
  }
}

function textOf({ path, body }: Wish): string {
  return `${path} ${JSON.stringify(body)}`;
}

type TellerKind = 'deposit' | 'withdraw' | 'pay' | 'hold' | 'capture' | 'release' | 'refund' | 'close';

/** Who has money can do more with it. */
const FIRST: readonly TellerKind[] = ['deposit', 'deposit', 'deposit', 'hold', 'pay'];
const GUEST_KINDS = ['transfer', 'withdraw', 'pay', 'transfer'] as const;
const GUEST_CLOSING = [...GUEST_KINDS, 'close', 'close'] as const;
