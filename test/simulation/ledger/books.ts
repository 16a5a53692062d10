import type { VersionedRows } from '../cloud/versioned-rows.ts';
import type { World } from '../engine/world.ts';
import { check } from '../invariants/invariant.ts';
import * as invariants from '../invariants/ledger.ts';
import { type Command, onceOf } from './command.ts';

/** What the ledger's table holds, read from its rows at every write and held against the invariants there and then. */
export interface Books {
  /** By account. */
  readonly books: ReadonlyMap<string, invariants.Book>;
  /** The one effect of a command. */
  entryOf(command: string): invariants.BookEntry | undefined;
  /** The command that has used up a key by an effect. */
  takenBy(once: string): string | undefined;
  /** When an account was opened last under this name, by virtual time. */
  openedAt(once: string): number | undefined;
}

export interface BooksOptions {
  readonly world: World;
  readonly rows: VersionedRows;
  /** Every command that was ever sent, by name. */
  readonly commands: ReadonlyMap<string, Command>;
  /** The command whose refusal was spoken under this name. */
  readonly refusedFor: (once: string) => string | undefined;
}

interface MutableBook extends invariants.Book {
  balance: number;
  version: number;
  readonly entries: invariants.BookEntry[];
}

/** Of an entry as it is stored, what is looked at. */
interface EntryItem {
  readonly direction: 'credit' | 'debit';
  readonly amount: number;
  readonly balance: number;
  readonly reference: string;
  readonly principal: string;
}

/**
 * 24 hours, less what two clocks can be wrong by: 3 hours slow when the record was written, 3 hours fast when it was read.
 */
const RETENTION_MS = 18 * 3_600_000;

export function keepBooks({ world, rows, commands, refusedFor }: BooksOptions): Books {
  const books = new Map<string, MutableBook>();
  const houses = new Map<string, number>();
  const entries = new Map<string, invariants.BookEntry>();
  const effects = new Map<string, string[]>();
  const openedAt = new Map<string, number>();
  const touched = new Set<MutableBook>();

  rows.onWritten = ({ pk, sk }, text) => {
    if (pk.startsWith('T#')) return;
    const item = JSON.parse(text ?? '{}');
    const id = pk.slice(2);
    if (pk.startsWith('H#')) houses.set(pk, item.balance);
    else if (sk === 'A') stand(id, item);
    else if (sk.startsWith('E#')) enter(id, sk, item);
    else return;
    if (touched.size === 0) queueMicrotask(judge);
    touched.add(bookOf(pk.startsWith('H#') ? 'house' : id));
  };

  return {
    books,
    entryOf: (command) => entries.get(command),
    takenBy: (once) => effects.get(once)?.[0],
    openedAt: (once) => openedAt.get(once),
  };

  function stand(
    accountID: string,
    { balance, version, name }: { balance: number; version: number; name: string },
  ): void {
    const isNew = !books.has(accountID);
    Object.assign(bookOf(accountID), { balance, version });
    if (isNew) opened(accountID, name);
  }

  function enter(accountID: string, sk: string, item: EntryItem): void {
    const [, at = 0, version = 0] = sk.split('#').map(Number);
    const { direction, amount, balance, reference, principal } = item;
    const change = direction === 'credit' ? amount : -amount;
    const entry = { at, version, change, balance, command: reference };
    const book = bookOf(accountID).entries;
    book.push(entry);
    book.sort((a, b) => a.at - b.at || a.version - b.version);
    entries.set(reference, entry);

    const command = commands.get(reference) as Command;
    const once = onceOf(command);
    const had = [...(effects.get(once) ?? []), reference];
    effects.set(once, had);
    check(world, invariants.appliedOnce, { once, effects: had });
    check(world, invariants.refusalIsFinal, { once, refused: refusedFor(once), effect: reference });
    const asked = command.principal.sub;
    check(world, invariants.effectNamesItsAuthor, { command: reference, principal: asked, author: principal });
  }

  /** The record of an opening is kept for a day; then the key is new again. */
  function opened(accountID: string, name: string): void {
    const command = commands.get(name);
    if (!command) return;
    const once = onceOf(command);
    const before = openedAt.get(once);
    const isTwice = before !== undefined && world.now() - before < RETENTION_MS;
    check(world, invariants.appliedOnce, { once, effects: isTwice ? [name, accountID] : [accountID] });
    openedAt.set(once, world.now());
  }

  /** When all the items of one write are there. */
  function judge(): void {
    for (const book of touched) {
      check(world, invariants.balanceIsFold, book);
      check(world, invariants.neverNegative, book);
      check(world, invariants.versionsWithoutGap, book);
    }
    touched.clear();
    const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0);
    const guests = sum([...books.values()].map(({ balance }) => balance));
    check(world, invariants.moneyIsConserved, { guests, houses: sum(houses.values()) });
  }

  function bookOf(accountID: string): MutableBook {
    const known = books.get(accountID);
    if (known) return known;
    const fresh = { accountID, balance: 0, version: 0, entries: [] };
    books.set(accountID, fresh);
    return fresh;
  }
}
