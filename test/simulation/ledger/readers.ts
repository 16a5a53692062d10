import type { Principal } from '#platform/call.ts';
import { EPOCH_MS } from '../cloud/environment.ts';
import type { Gateway } from '../cloud/gateway.ts';
import type { World } from '../engine/world.ts';
import { toldOfHoldIsSo } from '../invariants/holds.ts';
import { check } from '../invariants/invariant.ts';
import { type StatementPage, statementIsOneMoment } from '../invariants/statements.ts';
import type { Books } from './books.ts';
import type { Clients } from './clients.ts';
import type { LedgerCloud } from './cloud.ts';
import { TELLERS } from './command.ts';
import type { Held } from './wishes.ts';

interface Reader {
  readonly world: World;
  readonly cloud: LedgerCloud;
  readonly books: Books;
  readonly clients: Clients;
  readonly accounts: readonly string[];
  readonly held: readonly Held[];
}

const [READER] = TELLERS as [Principal];
const READS = 2;
const WAITS_MAX = 10;

/** Reads this and that while the others move money. */
export async function playReader({ world, cloud, books, clients, accounts, held }: Reader): Promise<void> {
  const { gateway } = cloud;
  for (let reads = 0; reads < READS; reads += 1) {
    await world.sleep(world.choose('pause', 100));
    const accountID = accounts[world.choose('account', 4) === 3 ? 1 : 0] ?? '';
    switch (world.choose('read', 6)) {
      case 0:
      case 1:
        await clients.read(accountID);
        break;
      case 2:
        await clients.readHolds(accountID);
        break;
      case 3:
        await readStatement({ world, gateway, accountID, limit: 1 + world.choose('limit', 2) });
        break;
      default:
        // There is none at first.
        for (let waits = 0; waits < WAITS_MAX && held.length === 0; waits += 1) await world.sleep(200);
        await readHold({ world, cloud, books, hold: held.at(-1) });
    }
  }
}

async function readHold({
  world,
  cloud,
  books,
  hold,
}: Pick<Reader, 'world' | 'cloud' | 'books'> & { hold?: Held | undefined }) {
  if (!hold) return;
  const path = `/accounts/${hold.accountID}/holds/${hold.holdID}`;
  const response = await cloud.gateway.send({ method: 'GET', path, principal: READER });
  if (response?.status !== 200) return;
  const fastest = EPOCH_MS + world.now() + cloud.clocks.fast;
  check(world, toldOfHoldIsSo, { told: JSON.parse(response.body), kept: books.holdOf(hold.holdID), fastest });
}

interface StatementOf {
  readonly world: World;
  readonly gateway: Gateway;
  readonly accountID: string;
  readonly limit: number;
  /** In virtual time. @default now */
  readonly at?: number;
}

/** All pages of the month of a moment, or nothing where one of them was not answered. */
export async function readStatement(of: StatementOf): Promise<StatementPage[] | undefined> {
  const { world, gateway, accountID, limit, at = EPOCH_MS + world.now() } = of;
  const path = `/accounts/${accountID}/statements/${new Date(at).toISOString().slice(0, 7)}`;
  const pages: StatementPage[] = [];
  for (let next: string | undefined = `limit=${limit}`; next !== undefined; ) {
    const response = await gateway.send({ method: 'GET', path, query: next, principal: READER });
    if (response?.status !== 200) return undefined;
    const page = JSON.parse(response.body);
    pages.push(page);
    next = page.next === undefined ? undefined : `limit=${limit}&cursor=${encodeURIComponent(page.next)}`;
  }
  check(world, statementIsOneMoment, { pages });
  return pages;
}
