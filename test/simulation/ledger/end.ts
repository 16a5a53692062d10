import type { Principal } from '#platform/call.ts';
import { EPOCH_MS } from '../cloud/environment.ts';
import type { World } from '../engine/world.ts';
import { linearizable } from '../invariants/account-model.ts';
import { nothingIsOverwrittenUnseen } from '../invariants/address-model.ts';
import { check } from '../invariants/invariant.ts';
import { strangersFindNothing } from '../invariants/ledger.ts';
import { balanceIsOfItsMoment, listIsBook, statementIsBook } from '../invariants/statements.ts';
import type { Addresses } from './addresses.ts';
import type { Book, Books } from './books.ts';
import type { Clients } from './clients.ts';
import type { LedgerCloud } from './cloud.ts';
import { GUESTS, TELLERS } from './command.ts';
import { historyOf } from './histories.ts';
import { readStatement } from './readers.ts';

interface End {
  readonly world: World;
  readonly cloud: LedgerCloud;
  readonly books: Books;
  readonly clients: Clients;
  readonly addresses: Addresses;
  readonly accounts: readonly string[];
}

/** What the API says in the end: what the books say, and what an order of all that was seen explains. */
export async function checkEnd(end: End): Promise<void> {
  const { world, cloud, books, clients, addresses, accounts } = end;
  for (const accountID of accounts) {
    await clients.read(accountID);
    await clients.readHolds(accountID);
    const history = historyOf({ accountID, sights: clients.sights, books, clocks: cloud.clocks });
    check(world, linearizable, { accountID, history });
    await checkBook(end, books.books.get(accountID));
  }
  for (const [accountID, history] of addresses.histories())
    check(world, nothingIsOverwrittenUnseen, { accountID, history });
  await checkStrangers(end);
}

/** The list, a statement and a balance of the past. */
async function checkBook({ world, cloud: { gateway } }: End, book: Book | undefined): Promise<void> {
  if (!book) return;
  const { accountID, entries } = book;
  const [principal] = TELLERS as [Principal];
  const get = async (path: string, query: string) => {
    const response = await gateway.send({ method: 'GET', path: `/accounts/${accountID}/${path}`, query, principal });
    return JSON.parse(response?.body ?? '{}');
  };
  const { transactions } = await get('transactions', 'order=asc');
  check(world, listIsBook, { told: transactions, book: entries });

  const some = entries[world.choose('entry', entries.length)];
  const at = some?.at ?? EPOCH_MS + world.now();
  const pages = await readStatement({ world, gateway, accountID, limit: 1 + world.choose('limit', 4), at });
  check(world, statementIsBook, { pages: pages ?? [], book: entries, month: monthOf(at) });

  const told = await get('balance', `at=${new Date(at).toISOString()}`);
  check(world, balanceIsOfItsMoment, { told, at, book: entries });
}

function monthOf(at: number): { start: number; end: number } {
  const [year, month] = [new Date(at).getUTCFullYear(), new Date(at).getUTCMonth()];
  return { start: Date.UTC(year, month), end: Date.UTC(year, month + 1) };
}

/** One guest asks for what is the other's. */
async function checkStrangers({ world, cloud: { gateway }, accounts }: End): Promise<void> {
  const [principal] = GUESTS as [Principal];
  const path = `/accounts/${accounts[1]}${STRANGE[world.choose('what is strange', STRANGE.length)]}`;
  const response = await gateway.send({ method: 'GET', path, principal });
  check(world, strangersFindNothing, { to: principal.sub, status: response?.status });
}

const STRANGE = ['', '', '/transactions', '/holds', '/statements/2026-01', '/address'];
