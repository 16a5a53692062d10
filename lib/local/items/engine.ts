import type { Action, Items, Reason } from '#platform/items.ts';
import { prepare, storable } from './action.ts';
import { type Consumed, meter } from './capacity.ts';
import { modelsOnly, ResourceNotFoundException, ValidationException } from './errors.ts';
import { isExpired } from './expiry.ts';
import { keyConditionOf } from './expression/key-condition.ts';
import { valuesFor } from './expression/substitutes.ts';
import { keyOf, type TableSchema } from './keys.ts';
import { BATCH_GET_KEYS_MAX, TRANSACTION_ACTIONS_MAX, TRANSACTION_BYTES_MAX } from './limits.ts';
import { queryPage, type Source, scanPage } from './page.ts';
import type { RowKey, Rows } from './rows.ts';
import { apply, applyAll, type Change, openTable, readItem, refuseDuplicates, type Table } from './table.ts';

export interface EngineOptions {
  readonly tables: Readonly<Record<string, TableSchema>>;
  /** The rows of each name that {@link rowsNames} tells. */
  readonly rows: (name: string) => Rows;
  /** Told what each item, or each page, cost. */
  readonly onCapacity?: (consumed: Consumed) => void;
  /** Told what each call has changed in a table with a stream, in order, as it happens. */
  readonly onChange?: (table: string, changes: readonly Change[]) => void;
}

export interface EmbeddedItems extends Items {
  /** Deletes what has expired among the next rows of a table; answers where the rows behind them start, if there are any. */
  deleteExpired(table: string, rows: NextRows): RowKey | undefined;
}

interface NextRows {
  readonly after: RowKey | undefined;
  readonly limit: number;
  /** Milliseconds since 1970 UTC. */
  readonly now: number;
}

/**
 * DynamoDB in process: what our stores say of it, on rows that apply at once. Each method reads, decides and writes
 * before its first await, so nothing comes between; a transaction never conflicts, and every read is strong. What
 * DynamoDB refuses is refused under the same name, and whatever is not modelled is refused by name.
 */
export function itemsEngine({ tables, rows, onCapacity, onChange }: EngineOptions): EmbeddedItems {
  const capacity = meter(onCapacity);
  const onEntry = capacity.entryWritten;
  const known = new Map(
    Object.entries(tables).map(([name, schema]) => [name, openTable({ name, schema, rows, onEntry })]),
  );

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
      const { TableName, IndexName, KeyConditionExpression, ConsistentRead = false } = query;
      if (KeyConditionExpression === undefined) throw new ValidationException('A query needs its key condition.');
      const table = tableNamed(TableName);
      const source = IndexName === undefined ? table : indexNamed(IndexName, table);
      // "Read consistency for Global Secondary Indexes": they are eventual only.
      if (ConsistentRead && source !== table) throw new ValidationException('An index takes no consistent read.');
      const condition = keyConditionOf(KeyConditionExpression, query.ExpressionAttributeNames);
      const range = condition.range(valuesFor(query, [condition]), source.keys);

      const { bytes, ...page } = queryPage(source, range, query);
      capacity.pageRead({ table: table.name, index: IndexName, bytes, consistent: ConsistentRead });
      return page;
    },

    async scan(scan) {
      modelsOnly('Scan', scan, SCAN_FIELDS);
      const { TableName, ConsistentRead = false } = scan;
      const table = tableNamed(TableName);

      const { bytes, ...page } = scanPage(table, scan);
      capacity.pageRead({ table: table.name, bytes, consistent: ConsistentRead });
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
        const { key, decide } = prepare(action, { schema: table.schema, transactional });
        return { table, key, decide };
      });
      refuseDuplicates(prepared);

      const decided = prepared.map(({ table, key, decide }) => {
        const before = readItem(table, key);
        const { decision, bytes } = decide(before);
        capacity.itemWritten(table.name, { before: () => before, bytesAfter: bytes, transactional });
        return { table, key, before, decision, bytes };
      });
      if (decided.reduce((sum, { bytes }) => sum + bytes, 0) > TRANSACTION_BYTES_MAX) {
        throw new ValidationException('The items of a transaction are larger than 4 MB.');
      }
      const refusals = decided.map(({ decision }) => (decision.kind === 'refused' ? decision.reason : undefined));
      if (refusals.some((each) => each)) return { ok: false, reasons: refusals.map((each) => each ?? NONE) };

      for (const each of decided) tell(each.table, apply(each.table, each));
      return { ok: true };
    },

    async putAll(name, items) {
      const table = tableNamed(name);
      const puts = items.map((item) => {
        const { key, bytes } = storable(item, table.schema);
        return { table, key, item, bytes };
      });
      refuseDuplicates(puts);

      for (const { key, bytes } of puts) {
        capacity.itemWritten(name, { before: () => readItem(table, key), bytesAfter: bytes, transactional: false });
      }
      tell(table, applyAll(table, puts));
      return [];
    },

    deleteExpired(name, { after, limit, now }) {
      const table = tableNamed(name);
      const rows = table.rows.after(after, limit);
      const changes = rows.flatMap((row) => {
        const item = table.itemOf(row);
        if (!isExpired(item, { attribute: table.schema.ttl, now })) return [];
        return apply(table, { key: row, before: item, decision: { kind: 'delete' } });
      });
      tell(table, changes);
      return rows.length < limit ? undefined : rows.at(-1);
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

function indexNamed(name: string, { indexes }: Table): Source {
  const index = indexes.find((each) => each.name === name);
  if (!index) throw new ValidationException(`The table does not have the specified index: ${name}.`);
  return index;
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
  'IndexName',
  'KeyConditionExpression',
  'ExpressionAttributeNames',
  'ExpressionAttributeValues',
  'ScanIndexForward',
]);
