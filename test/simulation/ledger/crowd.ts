import type { Principal } from '#platform/call.ts';
import type { World } from '../engine/world.ts';
import type { Clients } from './clients.ts';
import { type Command, GUESTS, TELLERS } from './command.ts';

export interface CrowdOptions {
  readonly world: World;
  readonly clients: Clients;
  readonly accounts: readonly string[];
  readonly commandsEach: number;
}

/** A client tries this often before it waits for better weather. */
const ATTEMPTS_MAX = 4;

/** Two tellers and a guest move money, and somebody reads: everybody at once. */
export async function playCrowd({ world, clients, accounts, commandsEach }: CrowdOptions): Promise<void> {
  const guest = world.choose('which guest', 4) === 3 ? 1 : 0;
  // One account is used more than the other, so that they meet.
  const some = () => accounts[world.choose('account', 4) === 3 ? 1 : 0] ?? '';
  const moving = async (principal: Principal, accountOf: () => string, operations: readonly Moving[]) => {
    for (let made = 0; made < commandsEach; made += 1) {
      await world.sleep(world.choose('pause', 20));
      const operation = operations[world.choose('operation', operations.length)] as Moving;
      const amount = 1 + world.choose('amount', 100);
      const change = operation === 'createDeposit' ? amount : -amount;
      const asked = { operation, principal, accountID: accountOf(), change };
      await clients.insist(clients.add({ ...asked, ...keyFor(asked) }), ATTEMPTS_MAX);
    }
  };
  const reading = async () => {
    for (let reads = 0; reads < 2; reads += 1) {
      await world.sleep(world.choose('pause', 100));
      await clients.read(some());
    }
  };

  await Promise.all([
    ...TELLERS.map((teller) => moving(teller, some, ['createDeposit', 'createDeposit', 'createWithdrawal'])),
    moving(GUESTS[guest] as Principal, () => accounts[guest] ?? '', ['createWithdrawal']),
    reading(),
  ]);

  /** A new one, but for whoever confuses keys, or has the same as somebody else, or for something else. */
  function keyFor({ operation, principal }: Pick<Command, 'operation' | 'principal'>): { key?: string } {
    const isAlike = (each: Command) => each.operation === operation && each.principal === principal;
    const all = [...clients.commands.values()];
    const [own, others] = [all.filter(isAlike), all.filter((each) => !isAlike(each))];
    const pick = (from: readonly Command[]) => ({ key: from[world.choose('whose key', from.length)]?.key ?? '' });
    if (own.length > 0 && world.fault('client: key with another body', operation)) return pick(own);
    if (others.length > 0 && world.fault('client: key of somebody else', operation)) return pick(others);
    return {};
  }
}

type Moving = 'createDeposit' | 'createWithdrawal';
