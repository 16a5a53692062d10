import { openDisk } from './liftline.ts';
import type { Movement } from './movement.ts';

/** What lies on the disk of an embedded system that is not running: read past its own code, straight from the file. */
export interface LedgerOnDisk {
  readonly balances: ReadonlyMap<string, number>;
  /** By account, in the order of their keys. */
  readonly entries: ReadonlyMap<string, readonly EntryOnDisk[]>;
  /** The transfers that were applied. */
  readonly applied: ReadonlySet<string>;
  readonly refused: number;
  /** The sum of all shards of all house accounts. */
  readonly house: number;
}

interface EntryOnDisk {
  readonly transferID: string;
  readonly version: number;
  /** What it added to the balance. */
  readonly change: number;
  readonly balance: number;
}

export function readLedger(data: string): LedgerOnDisk {
  const database = openDisk(data);
  // Transfers lie in a table of their own, apart from what is read in ranges.
  const all = ['table_ledger', 'lookup_ledger'].map((table) => `SELECT pk, sk, item FROM ${table}`).join(' UNION ALL ');
  const rows = database.prepare(`${all} ORDER BY pk, sk`).all() as unknown as Row[];
  database.close();

  const balances = new Map<string, number>();
  const entries = new Map<string, EntryOnDisk[]>();
  const applied = new Set<string>();
  let [refused, house] = [0, 0];
  for (const { pk, sk, item } of rows) {
    const [kind, id = ''] = pk.split('#');
    const attributes = JSON.parse(item);
    if (kind === 'H') house += attributes.balance;
    else if (kind === 'T' && attributes.outcome === 'applied') applied.add(id);
    else if (kind === 'T') refused += 1;
    else if (sk === 'A') balances.set(id, attributes.balance);
    else entries.set(id, [...(entries.get(id) ?? []), entryOf(sk, attributes)]);
  }
  return { balances, entries, applied, refused, house };
}

interface Row {
  readonly pk: string;
  readonly sk: string;
  readonly item: string;
}

function entryOf(sk: string, { transferID, direction, amount, balance }: Attributes): EntryOnDisk {
  const change = direction === 'credit' ? amount : -amount;
  return { transferID, version: Number(sk.split('#')[2]), change, balance };
}

interface Attributes {
  readonly transferID: string;
  readonly direction: string;
  readonly amount: number;
  readonly balance: number;
}

/** Everything that is wrong with a ledger, a sentence each; nothing where money was moved exactly once. */
export function faultsIn({ balances, entries, applied, house }: LedgerOnDisk): string[] {
  const faults: string[] = [];
  for (const [account, balance] of balances) {
    let [sum, version] = [0, 0];
    for (const entry of entries.get(account) ?? []) {
      sum += entry.change;
      version += 1;
      if (entry.version !== version) faults.push(`${account}: version ${entry.version} stands where ${version} should`);
      if (entry.balance !== sum) faults.push(`${account}: entry ${version} says ${entry.balance}, its sum is ${sum}`);
      if (sum < 0) faults.push(`${account}: was at ${sum}`);
    }
    if (sum !== balance) faults.push(`${account}: holds ${balance}, its entries sum to ${sum}`);
  }

  const entered = [...entries.values()].flat().map(({ transferID }) => transferID);
  if (new Set(entered).size < entered.length) faults.push('a transfer was entered twice in one account or in two');
  for (const id of entered) if (!applied.has(id)) faults.push(`${id}: was entered and is no transfer`);
  if (entered.length !== applied.size) faults.push(`${applied.size} transfers have ${entered.length} entries`);

  const guests = [...balances.values()].reduce((sum, balance) => sum + balance, 0);
  if (guests + house !== 0) faults.push(`guests hold ${guests}, and the house ${house}`);
  return faults;
}

/** Where what was said to the clients and what is on the disk differ, a sentence each. */
export function differences(
  { entries, applied, refused }: LedgerOnDisk,
  answered: ReadonlyMap<string, { readonly movement: Movement; readonly status: number }>,
): string[] {
  const said = [...answered.values()];
  const done = said.filter(({ status }) => status === 201);
  const found = [
    applied.size === done.length ? [] : `${done.length} were answered 201, and ${applied.size} are applied`,
    refused === said.length - done.length ? [] : `${said.length - done.length} were refused, and ${refused} recorded`,
  ].flat();

  const moved = Map.groupBy(done, ({ movement }) => movement.accountID);
  for (const [account, movements] of moved) {
    const expected = movements.map(({ movement }) =>
      movement.way === 'deposits' ? movement.amount : -movement.amount,
    );
    const actual = (entries.get(account) ?? []).map(({ change }) => change);
    if (sorted(expected) !== sorted(actual)) found.push(`${account}: its entries are not what its clients were told`);
  }
  return found;
}

function sorted(numbers: readonly number[]): string {
  return numbers.toSorted((a, b) => a - b).join(' ');
}
