import { EPOCH_MS } from '../cloud/environment.ts';
import type { VersionedRows } from '../cloud/versioned-rows.ts';
import type { World } from '../engine/world.ts';
import * as holding from '../invariants/holds.ts';
import { check } from '../invariants/invariant.ts';
import * as invariants from '../invariants/ledger.ts';
import * as moving from '../invariants/transfers.ts';
import { type Command, nameIn, onceOf, REMEMBERED_MS } from './command.ts';
import { keepTransfers, type Transfers } from './transfers.ts';

/** What the ledger's table holds, read from its rows at every write and held against the invariants there and then. */
export interface Books extends Pick<Transfers, 'holdOf' | 'holdBy' | 'transfer'> {
  /** By account. */
  readonly books: ReadonlyMap<string, Book>;
  /** What a command has done to an account. */
  entryOf(command: string, accountID: string): invariants.BookEntry | undefined;
  /** The command that has used up a key by an effect. */
  takenBy(once: string): string | undefined;
  /** When an account was opened last under this name, by virtual time. */
  openedAt(once: string): number | undefined;
  /** The accounts that were opened under this name: one a day. */
  openedBy(once: string): ReadonlySet<string>;
}

export interface Book extends invariants.Book {
  readonly isClosed: boolean;
}

export interface BooksOptions {
  readonly world: World;
  readonly rows: VersionedRows;
  /** Every command that was ever sent, by name. */
  readonly commands: ReadonlyMap<string, Command>;
  /** The command whose refusal was spoken under this name. */
  readonly refusedFor: (once: string) => string | undefined;
  /** By how much clocks are off. */
  readonly clocks: { readonly slow: number; readonly fast: number };
}

interface MutableBook extends Book {
  balance: number;
  version: number;
  isClosed: boolean;
  held: holding.HeldIn;
  readonly entries: invariants.BookEntry[];
}

/** Of an account as it is stored, what is looked at. */
interface AccountItem extends Pick<invariants.Book, 'balance' | 'version'> {
  readonly name: string;
  readonly status: string;
  readonly holds?: holding.HeldIn;
}

/** Of an entry, likewise. */
interface EntryItem {
  readonly transferID: string;
  readonly direction: 'credit' | 'debit';
  readonly amount: number;
  readonly balance: number;
  readonly principal: string;
  readonly requestId: string;
}

/** From a decision to its write: an invocation, standing still in it, and a late arrival. */
const DECIDED_BEFORE_MS = 10_000 + 40_000 + 30_000;

export function keepBooks({ world, rows, commands, refusedFor, clocks }: BooksOptions): Books {
  const books = new Map<string, MutableBook>();
  const houses = new Map<string, number>();
  /** By command, then by account. */
  const entries = new Map<string, Map<string, invariants.BookEntry>>();
  const taken = new Map<string, string>();
  const openedAt = new Map<string, number>();
  const openedBy = new Map<string, Set<string>>();
  const touched = new Set<MutableBook>();
  const moved = new Set<Command>();
  const transfers = keepTransfers({ world, applied });

  rows.onWritten = ({ pk, sk }, text) => {
    const item = JSON.parse(text ?? '{}');
    const id = pk.slice(2);
    if (pk.startsWith('T#')) transfers.keep(id, item);
    else if (pk.startsWith('H#')) houses.set(pk, item.balance);
    else if (sk === 'A') stand(id, item);
    else if (sk.startsWith('E#')) enter(id, sk, item);
    else return;
    if (touched.size === 0) queueMicrotask(judge);
    touched.add(bookOf(sk === 'A' || sk.startsWith('E#') ? id : 'house'));
  };

  return {
    books,
    entryOf: (command, accountID) => entries.get(command)?.get(accountID),
    takenBy: (once) => taken.get(once),
    openedAt: (once) => openedAt.get(once),
    openedBy: (once) => openedBy.get(once) ?? new Set(),
    holdOf: transfers.holdOf,
    holdBy: transfers.holdBy,
    transfer: transfers.transfer,
  };

  function stand(accountID: string, { balance, version, name, status, holds = {} }: AccountItem): void {
    const isNew = !books.has(accountID);
    const book = bookOf(accountID);
    const isClosed = status === 'closed';
    check(world, moving.closedForGood, { accountID, wasClosed: book.isClosed, isClosed, balance });
    Object.assign(book, { balance, version, isClosed, held: holds });
    if (isNew) opened(accountID, name);
  }

  function enter(accountID: string, sk: string, item: EntryItem): void {
    const [, at = 0, version = 0] = sk.split('#').map(Number);
    const { transferID, direction, amount, balance, principal, requestId } = item;
    const change = direction === 'credit' ? amount : -amount;
    const command = commands.get(nameIn(requestId)) as Command;
    const entry = { at, version, change, balance, transferID, command: command.name };
    const book = bookOf(accountID).entries;
    book.push(entry);
    book.sort((a, b) => a.at - b.at || a.version - b.version);

    const had = entries.get(command.name) ?? new Map<string, invariants.BookEntry>();
    const before = had.get(accountID)?.command;
    entries.set(command.name, had.set(accountID, entry));
    moved.add(command);
    applied(command.name, `${command.name} in ${accountID}`, before);
    const asked = command.principal.sub;
    check(world, invariants.effectNamesItsAuthor, { command: command.name, principal: asked, author: principal });
    check(world, moving.entryIsAsAsked, {
      command: command.name,
      entry: { accountID, change },
      asked: { [command.accountID]: command.change, ...(command.other && { [command.other]: -command.change }) },
      isRest: command.isRest === true,
    });
  }

  /** An effect, and the one that there was under the same name before. */
  function applied(name: string, effect: string, before: string | undefined): void {
    const command = commands.get(name);
    if (!command) return;
    const once = onceOf(command);
    const first = taken.get(once) ?? name;
    const others = before ?? (first === name ? undefined : first);
    taken.set(once, first);
    check(world, invariants.appliedOnce, { once, effects: others === undefined ? [effect] : [others, effect] });
    check(world, invariants.refusalIsFinal, { once, refused: refusedFor(once), effect });
  }

  /** The record of an opening is kept for a day; then the key is new again. */
  function opened(accountID: string, name: string): void {
    const command = commands.get(name);
    if (!command) return;
    const once = onceOf(command);
    const before = openedAt.get(once);
    const isTwice = before !== undefined && world.now() - before < REMEMBERED_MS;
    check(world, invariants.appliedOnce, { once, effects: isTwice ? [name, accountID] : [accountID] });
    openedAt.set(once, world.now());
    openedBy.set(once, new Set(openedBy.get(once)).add(accountID));
  }

  /** When all the items of one write are there. */
  function judge(): void {
    const now = EPOCH_MS + world.now();
    for (const book of touched) {
      check(world, invariants.balanceIsFold, book);
      check(world, invariants.neverNegative, book);
      check(world, invariants.versionsWithoutGap, book);
      const { accountID, balance, held } = book;
      check(world, holding.heldIsCovered, { accountID, balance, held });
      check(world, holding.holdsCountWhileOpen, {
        accountID,
        held,
        holds: transfers.holdsOf(accountID),
        clocks: { fastest: now + clocks.fast, slowest: now + clocks.slow - DECIDED_BEFORE_MS },
      });
    }
    touched.clear();
    for (const { name, other } of moved) {
      const changes = [...(entries.get(name)?.values() ?? [])].map(({ change }) => change);
      check(world, moving.bothSidesMove, { command: name, changes, sides: other === undefined ? 1 : 2 });
    }
    moved.clear();
    transfers.judge();
    const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0);
    const guests = sum([...books.values()].map(({ balance }) => balance));
    check(world, invariants.moneyIsConserved, { guests, houses: sum(houses.values()) });
  }

  function bookOf(accountID: string): MutableBook {
    const known = books.get(accountID);
    if (known) return known;
    const fresh = { accountID, balance: 0, version: 0, isClosed: false, held: {}, entries: [] };
    if (accountID !== 'house') books.set(accountID, fresh);
    return fresh;
  }
}
