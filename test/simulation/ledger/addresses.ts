import type { Principal } from '#platform/call.ts';
import type { Gateway, Request } from '../cloud/gateway.ts';
import type { World } from '../engine/world.ts';
import type { AddressSeen } from '../invariants/address-model.ts';
import type { Operation } from '../linearizable.ts';
import { TELLERS } from './command.ts';
import type { Interval } from './sights.ts';

/** What was written to the addresses and read of them. */
export interface Addresses {
  onAnswer(request: Request): void;
  see(accountID: string, seen: Operation<AddressSeen>, request: Request): void;
  /** By account. */
  histories(): ReadonlyMap<string, readonly Operation<AddressSeen>[]>;
}

export function keepAddresses(): Addresses {
  const answers = new Map<Request, number>();
  const all: (readonly [accountID: string, seen: Operation<AddressSeen>, request: Request])[] = [];

  return {
    onAnswer: (request) => void answers.set(request, (answers.get(request) ?? 0) + 1),
    see: (...seen) => void all.push(seen),
    histories() {
      const byAccount = Map.groupBy(all, ([accountID]) => accountID);
      return new Map(
        [...byAccount].map(([accountID, found]) => [
          accountID,
          found.map(([, seen, request]) => resolved(seen, request)),
        ]),
      );
    },
  };

  /** A request that was sent twice, and refused once: the other one may have been what was in its way. */
  function resolved({ call, ...interval }: Operation<AddressSeen>, request: Request): Operation<AddressSeen> {
    if (call.did !== 'be refused' || answers.get(request) === 1) return { call, ...interval };
    const { expected, city } = call;
    return { ...interval, call: { did: 'write', expected, city }, answeredAt: Number.POSITIVE_INFINITY };
  }
}

interface Scribes {
  readonly world: World;
  readonly gateway: Gateway;
  readonly addresses: Addresses;
  readonly timed: () => () => Interval;
  readonly accountID: string;
  readonly owner: Principal;
}

const ROUNDS = 2;

/** In every third world the owner of an account and a teller both write its address, from what they have read of it. */
export async function playAddresses(scribes: Scribes): Promise<void> {
  if (scribes.world.choose('addresses', 3) < 2) return;
  const [teller] = TELLERS as [Principal];
  await Promise.all([scribes.owner, teller].map((who) => writeRounds(scribes, who)));
}

async function writeRounds(
  { world, gateway, addresses, timed, accountID }: Scribes,
  principal: Principal,
): Promise<void> {
  const path = `/accounts/${accountID}/address`;
  for (let round = 1; round <= ROUNDS; round += 1) {
    await world.sleep(world.choose('pause', 30));
    const expected = await read();
    if (expected !== undefined) await write(expected, `${principal.sub}-${round}`);
  }

  async function read(): Promise<string | undefined> {
    const answered = timed();
    const request = { method: 'GET', path, principal };
    const response = await gateway.send(request);
    if (response?.status !== 200 && response?.status !== 404) return undefined;
    const told = {
      tag: response.headers['etag'] ?? '',
      city: response.status === 200 ? JSON.parse(response.body).city : '',
    };
    addresses.see(accountID, { call: { did: 'read', ...told }, ...answered() }, request);
    return told.tag;
  }

  async function write(expected: string, city: string): Promise<void> {
    const body = { recipient: 'Maria', lines: ['Rüfiplatz 7'], city, country: 'AT' };
    const headers: Record<string, string> = expected === '' ? { 'if-none-match': '*' } : { 'if-match': expected };
    const answered = timed();
    const request = { method: 'PUT', path, body, headers, principal };
    const response = await gateway.send(request);
    const told = response?.headers['etag'];
    const isFinal = response?.status === 200 || response?.status === 412;
    const call: AddressSeen =
      response?.status === 412
        ? { did: 'be refused', expected, city }
        : { did: 'write', city, expected, ...(told && { told }) };
    addresses.see(
      accountID,
      { call, ...answered(), ...(!isFinal && { answeredAt: Number.POSITIVE_INFINITY }) },
      request,
    );
  }
}
