import type { Action, Item, Items, Reason } from '#platform/items.ts';
import { type Decision, type Prepared, prepare, storable } from './action.ts';
import { type Consumed, readUnits, writeUnits } from './capacity.ts';
import { ItemValidationException, modelsOnly, ResourceNotFoundException, ValidationException } from './errors.ts';
import { keyConditionOf } from './expression/key-condition.ts';
import { valuesFor } from './expression/substitutes.ts';
import { keyAttributes, keyOf, keyOfItem, type TableSchema } from './keys.ts';
import { BATCH_GET_KEYS_MAX, TRANSACTION_ACTIONS_MAX, TRANSACTION_BYTES_MAX } from './limits.ts';
import { behind, readPage, refuseOutside } from './page.ts';
import type { RowKey, Rows } from './rows.ts';
import { sizeOfItem } from './values.ts';

export interface EngineOptions {
  readonly tables: Readonly<Record<string, TableSchema>>;
  readonly rows: (table: string) => Rows;
  /** Told what each item, or each page, cost. */
  readonly onCapacity?: (consumed: Consumed) => void;
}

/**
 * DynamoDB in process: what our stores say of it, on rows that apply at once. Each method reads, decides and writes
 * before its first await, so nothing comes between; a transaction never conflicts, and every read is strong. What
 * DynamoDB refuses is refused under the same name, and whatever is not modelled is refused by name.
 */
export function itemsEngine({ tables, rows, onCapacity }: EngineOptions): Items {
  const known = new Map(Object.entries(tables).map(([name, schema]) => [name, { name, schema, rows: rows(name) }]));

  return {
    async get(keys, { consistent = true } = {}) {
      if (keys.length > BATCH_GET_KEYS_MAX) throw new ValidationException('A get takes at most 100 keys.');
      const wanted = keys.map(({ table: name, key }) => {
        const table = tableNamed(name);
        return { table, key: keyOf(key, table.schema) };
      });
      refuseDuplicates(wanted, 'Provided list of item keys contains duplicates.');

      return wanted.map(({ table, key }) => {
        const item = read(table, key);
        consumeRead(table, item ? sizeOfItem(item) : 0, consistent);
        return item;
      });
    },

    async query(query) {
      modelsOnly('Query', query, QUERY_FIELDS);
      const {
        KeyConditionExpression: text,
        ScanIndexForward = true,
        ConsistentRead = false,
        ExclusiveStartKey,
      } = query;
      if (text === undefined) throw new ValidationException('A query needs its KeyConditionExpression.');
      const table = tableNamed(query.TableName);
      const condition = keyConditionOf(text, query.ExpressionAttributeNames);
      const range = condition.range(valuesFor(query, [condition]), table.schema);
      const start = ExclusiveStartKey && keyOf(ExclusiveStartKey, table.schema);
      if (start) refuseOutside(range, start);

      const descending = !ScanIndexForward;
      const { items, bytes, last } = readPage({ start, limit: query.Limit }, (after, limit) =>
        table.rows.range({ ...behind(range, after, descending), descending, limit }),
      );
      consumeRead(table, bytes, ConsistentRead);
      return { items, ...(last && { next: keyAttributes(last, table.schema) }) };
    },

    async scan(query) {
      modelsOnly('Scan', query, SCAN_FIELDS);
      const { ConsistentRead = false, ExclusiveStartKey } = query;
      const table = tableNamed(query.TableName);
      const start = ExclusiveStartKey && keyOf(ExclusiveStartKey, table.schema);

      const { items, bytes, last } = readPage({ start, limit: query.Limit }, (after, limit) =>
        table.rows.after(after, limit),
      );
      consumeRead(table, bytes, ConsistentRead);
      return { items, ...(last && { next: keyAttributes(last, table.schema) }) };
    },

    async write(actions) {
      if (actions.length < 1 || actions.length > TRANSACTION_ACTIONS_MAX) {
        throw new ValidationException('A write takes 1 to 100 actions.');
      }
      // A ConditionCheck has no command of its own: alone, it is a transaction of one.
      const transactional = actions.length > 1 || actions[0]?.ConditionCheck !== undefined;
      const prepared = actions.map((action) => {
        const table = tableNamed(tableNameOf(action));
        return { table, ...prepare(action, table.schema) };
      });
      refuseDuplicates(prepared, 'Transaction request cannot include multiple operations on one item.');

      const decided = prepared.map(({ table, key, decide }) => {
        const before = read(table, key);
        const decision = transactional ? decideInTransaction(decide, before) : decide(before);
        const bytes = sizeAfter(decision, before);
        consumeWrite(table, { before, bytesAfter: bytes, transactional });
        return { table, key, decision, bytes };
      });
      if (decided.reduce((sum, { bytes }) => sum + bytes, 0) > TRANSACTION_BYTES_MAX) {
        throw new ValidationException('The items of a transaction cannot exceed 4 MB.');
      }
      const reasons = decided.map(
        ({ decision }): Reason => (decision.kind === 'refused' ? decision.reason : { code: 'None' }),
      );
      if (reasons.some(({ code }) => code !== 'None')) return { ok: false, reasons };

      for (const { table, key, decision } of decided) apply(table, key, decision);
      return { ok: true };
    },

    async putAll(name, items) {
      const table = tableNamed(name);
      const puts = items.map((given) => {
        const { item, bytes } = storable(given);
        return { table, key: keyOfItem(item, table.schema), item, bytes };
      });
      refuseDuplicates(puts, 'Provided list of item keys contains duplicates.');

      for (const { key, item, bytes } of puts) {
        // Only the accounting asks for the item before, and the worker of a queue writes too many to read each first.
        if (onCapacity) consumeWrite(table, { before: read(table, key), bytesAfter: bytes, transactional: false });
        apply(table, key, { kind: 'put', item, bytes });
      }
      return [];
    },
  };

  function tableNamed(name: string | undefined): Table {
    const table = known.get(name ?? '');
    if (!table) throw new ResourceNotFoundException(`There is no table ${name}.`);
    return table;
  }

  function consumeRead({ name }: Table, bytes: number, consistent: boolean): void {
    onCapacity?.({ table: name, readUnits: readUnits(bytes, { consistent }), writeUnits: 0 });
  }

  function consumeWrite({ name }: Table, { before, bytesAfter, transactional }: Written): void {
    if (!onCapacity) return;
    const bytes = Math.max(bytesAfter, before ? sizeOfItem(before) : 0);
    onCapacity({ table: name, readUnits: 0, writeUnits: writeUnits(bytes, { transactional }) });
  }
}

interface Written {
  readonly before: Item | undefined;
  readonly bytesAfter: number;
  readonly transactional: boolean;
}

interface Table {
  readonly name: string;
  readonly schema: TableSchema;
  readonly rows: Rows;
}

function read({ rows }: Table, { pk, sk }: RowKey): Item | undefined {
  const text = rows.get(pk, sk);
  return text === undefined ? undefined : (JSON.parse(text) as Item);
}

function apply({ rows }: Table, { pk, sk }: RowKey, decision: Decision): void {
  switch (decision.kind) {
    case 'put':
      rows.put(pk, sk, JSON.stringify(decision.item));
      break;
    case 'delete':
      rows.delete(pk, sk);
      break;
    case 'keep':
    case 'refused':
      break;
  }
}

/** What one item does not take cancels the whole transaction, with its reason in its place. */
function decideInTransaction(decide: Prepared['decide'], before: Item | undefined): Decision {
  try {
    return decide(before);
  } catch (error) {
    if (!(error instanceof ItemValidationException)) throw error;
    return { kind: 'refused', reason: { code: 'ValidationError' } };
  }
}

function sizeAfter(decision: Decision, before: Item | undefined): number {
  if (decision.kind === 'put') return decision.bytes;
  return before ? sizeOfItem(before) : 0;
}

function tableNameOf(action: Action): string | undefined {
  const [request, ...more] = Object.values(action).filter((each) => each !== undefined);
  if (more.length > 0)
    throw new ValidationException('An action is only one of Put, Update, Delete and ConditionCheck.');
  return request?.TableName;
}

function refuseDuplicates(wanted: readonly { readonly table: Table; readonly key: RowKey }[], message: string): void {
  if (wanted.length < 2) return;
  const seen = new Set<string>();
  for (const { table, key } of wanted) {
    // The length keeps ('a', 'bc') and ('ab', 'c') apart.
    seen.add(`${table.name} ${key.pk.length} ${key.pk}${key.sk}`);
  }
  if (seen.size < wanted.length) throw new ValidationException(message);
}

const PAGE_FIELDS = ['TableName', 'Limit', 'ConsistentRead', 'ExclusiveStartKey'];
const SCAN_FIELDS = new Set(PAGE_FIELDS);
const QUERY_FIELDS = new Set([
  ...PAGE_FIELDS,
  'KeyConditionExpression',
  'ExpressionAttributeNames',
  'ExpressionAttributeValues',
  'ScanIndexForward',
]);
