import type { Action, Items, Reason } from '#platform/items.ts';
import { prepare, storable } from './action.ts';
import { type Consumed, meter } from './capacity.ts';
import { modelsOnly, ResourceNotFoundException, ValidationException } from './errors.ts';
import { keyConditionOf } from './expression/key-condition.ts';
import { valuesFor } from './expression/substitutes.ts';
import { keyOf, keyOfItem, type TableSchema } from './keys.ts';
import { BATCH_GET_KEYS_MAX, TRANSACTION_ACTIONS_MAX, TRANSACTION_BYTES_MAX } from './limits.ts';
import { queryPage, scanPage } from './page.ts';
import type { Rows } from './rows.ts';
import { apply, applyAll, type Change, readItem, refuseDuplicates, type Table } from './table.ts';

export interface EngineOptions {
  readonly tables: Readonly<Record<string, TableSchema>>;
  readonly rows: (table: string) => Rows;
  /** Told what each item, or each page, cost. */
  readonly onCapacity?: (consumed: Consumed) => void;
  /** Told what each call has changed in a table with a stream, in order, as it happens. */
  readonly onChange?: (table: string, changes: readonly Change[]) => void;
}

/**
 * DynamoDB in process: what our stores say of it, on rows that apply at once. Each method reads, decides and writes
 * before its first await, so nothing comes between; a transaction never conflicts, and every read is strong. What
 * DynamoDB refuses is refused under the same name, and whatever is not modelled is refused by name.
 */
export function itemsEngine({ tables, rows, onCapacity, onChange }: EngineOptions): Items {
  const known = new Map(Object.entries(tables).map(([name, schema]) => [name, { name, schema, rows: rows(name) }]));
  const capacity = meter(onCapacity);

  return {
    async get(keys, { consistent = true } = {}) {
      if (keys.length > BATCH_GET_KEYS_MAX) throw new ValidationException('A get takes at most 100 keys.');
      const places = keys.map(({ table: name, key }) => {
        const table = tableNamed(name);
        return { table, key: keyOf(key, table.schema) };
      });
      refuseDuplicates(places);

      return places.map(({ table, key }) => {
        const item = readItem(table, key);
        capacity.itemRead(table.name, item, consistent);
        return item;
      });
    },

    async query(query) {
      modelsOnly('Query', query, QUERY_FIELDS);
      const { TableName, KeyConditionExpression, ConsistentRead = false } = query;
      if (KeyConditionExpression === undefined) throw new ValidationException('A query needs its key condition.');
      const table = tableNamed(TableName);
      const condition = keyConditionOf(KeyConditionExpression, query.ExpressionAttributeNames);
      const range = condition.range(valuesFor(query, [condition]), table.schema);

      const { bytes, ...page } = queryPage(table, range, query);
      capacity.pageRead(table.name, bytes, ConsistentRead);
      return page;
    },

    async scan(scan) {
      modelsOnly('Scan', scan, SCAN_FIELDS);
      const { TableName, ConsistentRead = false } = scan;
      const table = tableNamed(TableName);

      const { bytes, ...page } = scanPage(table, scan);
      capacity.pageRead(table.name, bytes, ConsistentRead);
      return page;
    },

    async write(actions) {
      if (actions.length < 1 || actions.length > TRANSACTION_ACTIONS_MAX) {
        throw new ValidationException('A write takes 1 to 100 actions.');
      }
      // A ConditionCheck has no command of its own: alone, it is a transaction of one.
      const transactional = actions.length > 1 || actions[0]?.ConditionCheck !== undefined;
      const prepared = actions.map((action) => {
        const table = tableNamed(tableNameOf(action));
        return { table, ...prepare(action, { schema: table.schema, transactional }) };
      });
      refuseDuplicates(prepared);

      const decided = prepared.map(({ table, key, decide }) => {
        const before = readItem(table, key);
        const { decision, bytes } = decide(before);
        capacity.itemWritten(table.name, { before: () => before, bytesAfter: bytes, transactional });
        return { table, key, decision, bytes };
      });
      if (decided.reduce((sum, { bytes }) => sum + bytes, 0) > TRANSACTION_BYTES_MAX) {
        throw new ValidationException('The items of a transaction are larger than 4 MB.');
      }
      const refusals = decided.map(({ decision }) => (decision.kind === 'refused' ? decision.reason : undefined));
      if (refusals.some((each) => each)) return { ok: false, reasons: refusals.map((each) => each ?? NONE) };

      for (const { table, key, decision } of decided) tell(table, apply(table, key, decision));
      return { ok: true };
    },

    async putAll(name, items) {
      const table = tableNamed(name);
      const puts = items.map((given) => {
        const { item, bytes } = storable(given);
        return { table, key: keyOfItem(item, table.schema), item, bytes };
      });
      refuseDuplicates(puts);

      for (const { key, bytes } of puts) {
        capacity.itemWritten(name, { before: () => readItem(table, key), bytesAfter: bytes, transactional: false });
      }
      tell(table, applyAll(table, puts));
      return [];
    },
  };

  function tell({ name }: Table, changes: readonly Change[]): void {
    if (changes.length > 0) onChange?.(name, changes);
  }

  function tableNamed(name: string | undefined): Table {
    const table = known.get(name ?? '');
    if (!table) throw new ResourceNotFoundException(`There is no table ${name}.`);
    return table;
  }
}

const NONE: Reason = { code: 'None' };

function tableNameOf(action: Action): string | undefined {
  const [request, ...more] = Object.values(action).filter((each) => each !== undefined);
  if (!request || more.length > 0) throw new ValidationException('An action is exactly one request.');
  return request.TableName;
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
