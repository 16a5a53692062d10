import type { Action, Items, Reason, Written } from '#platform/items.ts';
import type { World } from '../engine/world.ts';
import type { Environment } from './environment.ts';
import type { VersionedRows } from './versioned-rows.ts';

interface Ports {
  readonly world: World;
  readonly engine: Items;
  readonly rows: readonly VersionedRows[];
}

/**
 * Writes as DynamoDB does them: a transaction first takes hold of its items and judges every condition, then writes,
 * and for all that time whoever else writes one of them is refused with TransactionConflict. Reads are not held up, and
 * see its items change one after another. "Amazon DynamoDB Transactions: How it works",
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html, and "Distributed Transactions at
 * Scale in Amazon DynamoDB", https://www.usenix.org/conference/atc23/presentation/idziorek
 */
export function transactions({ world, engine, rows }: Ports) {
  const held = new Set<string>();

  return async (environment: Environment, actions: readonly Action[]): Promise<Written> => {
    const names = actions.map(nameOf);
    if (names.length === 1) return held.has(names[0] ?? '') ? CONFLICT : engine.write(actions);

    const inTheWay = reasonsInTheWay(environment, names);
    if (inTheWay.some((code) => code !== 'None')) return { ok: false, reasons: await mixed(inTheWay, actions) };

    const holdMs = HOLD_MS * Math.max(0, world.choose('held', 6) - 2);
    const isTorn = environment.fault('transaction: torn');
    if (holdMs === 0 && !isTorn) return engine.write(actions);
    const judged = await dryRun(() => engine.write(actions));
    if (!judged.ok) return judged;
    for (const name of names) held.add(name);
    await world.sleep(holdMs);
    const delays = names.map(() => (isTorn ? TORN_MS * world.choose('seen late', 5) : 0));
    const written = await apply(actions, names, delays);
    await world.sleep(Math.max(...delays));
    for (const name of names) held.delete(name);
    return written;
  };

  function reasonsInTheWay(environment: Environment, names: readonly string[]): Reason['code'][] {
    const codes = names.map((name): Reason['code'] => (held.has(name) ? 'TransactionConflict' : 'None'));
    if (codes.includes('TransactionConflict')) world.mark('two writes met on an item');
    if (environment.fault('transaction: conflict'))
      codes[world.choose('conflict on', names.length)] = 'TransactionConflict';
    if (environment.fault('transaction: throttled')) {
      const code = world.choose('throttle', 2) === 0 ? 'ThrottlingError' : 'ProvisionedThroughputExceeded';
      codes[world.choose('throttled on', names.length)] = code;
    }
    return codes;
  }

  /** Every reason at once, in the order of the actions: conflicts, throttles and failed conditions come together. */
  async function mixed(inTheWay: readonly Reason['code'][], actions: readonly Action[]): Promise<Reason[]> {
    const judged = await dryRun(() => engine.write(actions));
    return inTheWay.map((code, index) => (code === 'None' && !judged.ok && judged.reasons[index]) || { code });
  }

  /** The engine decides and writes before its first await; dry rows keep nothing of it. */
  function dryRun(write: () => Promise<Written>): Promise<Written> {
    for (const each of rows) each.dry = true;
    const written = write();
    for (const each of rows) each.dry = false;
    return written;
  }

  function apply(actions: readonly Action[], names: readonly string[], delays: readonly number[]): Promise<Written> {
    const seenAt = new Map(names.map((name, index) => [name, world.now() + (delays[index] ?? 0)]));
    for (const each of rows) each.visibleFrom = ({ pk, sk }) => seenAt.get(`${pk}|${sk}`) ?? world.now();
    const written = engine.write(actions);
    for (const each of rows) each.visibleFrom = world.now;
    return written;
  }
}

const CONFLICT: Written = { ok: false, reasons: [{ code: 'TransactionConflict' }] };

/** Between taking hold and writing, once, twice or three times as long. */
const HOLD_MS = 10;
const TORN_MS = 5;

/** The tables' keys do not meet, so a key names its item. */
export function nameOf({ Put, Update, Delete, ConditionCheck }: Action): string {
  const key = Put?.Item ?? Update?.Key ?? Delete?.Key ?? ConditionCheck?.Key ?? {};
  return `${key['pk']}|${key['sk'] ?? ''}`;
}
