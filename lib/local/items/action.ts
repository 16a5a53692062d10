import type { Action, Item, Reason } from '#platform/items.ts';
import { ItemValidationException, modelsOnly, ValidationException } from './errors.ts';
import { predicateOf } from './expression/predicate.ts';
import { type Substitutes, type Values, valuesFor } from './expression/substitutes.ts';
import { type Update, updateOf } from './expression/update.ts';
import { isKeyAttribute, keyAttributes, keyOf, keyOfItem, type TableSchema } from './keys.ts';
import { ITEM_BYTES_MAX } from './limits.ts';
import type { RowKey } from './rows.ts';
import { sizeOfItem } from './values.ts';

/** An action whose request is in order: what it does now depends on the item alone. */
export interface Prepared {
  readonly key: RowKey;
  decide(before: Item | undefined): Decision;
}

export type Decision =
  | { readonly kind: 'put'; readonly item: Item; readonly bytes: number }
  | { readonly kind: 'delete' }
  | { readonly kind: 'keep' }
  | { readonly kind: 'refused'; readonly reason: Reason };

/** Everything that DynamoDB refuses of an action before it reads the item is refused here. */
export function prepare({ Put, Update, Delete, ConditionCheck }: Action, schema: TableSchema): Prepared {
  if (Put) return preparePut(Put, schema);
  if (Update) return prepareUpdate(Update, schema);
  if (Delete) return prepareDelete(Delete, schema);
  if (ConditionCheck) return prepareCheck(ConditionCheck, schema);
  throw new ValidationException('An action is a Put, an Update, a Delete or a ConditionCheck.');
}

function preparePut(put: NonNullable<Action['Put']>, schema: TableSchema): Prepared {
  modelsOnly('Put', put, PUT_FIELDS);
  const { item, bytes } = storable(put.Item);

  return { key: keyOfItem(item, schema), decide: guarded(put, () => ({ kind: 'put', item, bytes })) };
}

function prepareUpdate(update: NonNullable<Action['Update']>, schema: TableSchema): Prepared {
  modelsOnly('Update', update, UPDATE_FIELDS);
  if (update.UpdateExpression === undefined) throw new ValidationException('An Update needs its UpdateExpression.');
  const change = updateOf(update.UpdateExpression, update.ExpressionAttributeNames);
  for (const name of change.changes) {
    if (isKeyAttribute(name, schema)) throw new ValidationException(`Cannot update ${name}, which is part of the key.`);
  }
  const key = keyOf(update.Key, schema);

  return {
    key,
    decide: guarded(
      update,
      (before, values) => {
        const item = change.apply(before ?? keyAttributes(key, schema), values);
        const bytes = sizeOfItem(item);
        if (bytes > ITEM_BYTES_MAX) throw new ItemValidationException('The updated item would be larger than 400 KB.');
        return { kind: 'put', item, bytes };
      },
      change,
    ),
  };
}

function prepareDelete(request: NonNullable<Action['Delete']>, schema: TableSchema): Prepared {
  modelsOnly('Delete', request, DELETE_FIELDS);

  return { key: keyOf(request.Key, schema), decide: guarded(request, () => ({ kind: 'delete' })) };
}

function prepareCheck(check: NonNullable<Action['ConditionCheck']>, schema: TableSchema): Prepared {
  modelsOnly('ConditionCheck', check, DELETE_FIELDS);
  if (check.ConditionExpression === undefined) throw new ValidationException('A ConditionCheck needs its condition.');

  return { key: keyOf(check.Key, schema), decide: guarded(check, () => ({ kind: 'keep' })) };
}

/** An item as a whole, with its size. */
export function storable(item: Item | undefined): { item: Item; bytes: number } {
  if (!item) throw new ValidationException('The item is missing.');
  const bytes = sizeOfItem(item);
  if (bytes > ITEM_BYTES_MAX) throw new ValidationException('The item is larger than 400 KB.');
  return { item, bytes };
}

type Conditional = Substitutes & {
  readonly ConditionExpression?: string | undefined;
  readonly ReturnValuesOnConditionCheckFailure?: string | undefined;
};

/** Lets an effect happen where the condition holds; where it does not, the reason holds the item if it was asked for. */
function guarded(
  request: Conditional,
  effect: (before: Item | undefined, values: Values) => Decision,
  update?: Update,
): Prepared['decide'] {
  const { ConditionExpression: text, ReturnValuesOnConditionCheckFailure: wanted = 'NONE' } = request;
  if (wanted !== 'NONE' && wanted !== 'ALL_OLD') {
    throw new ValidationException('ReturnValuesOnConditionCheckFailure is NONE or ALL_OLD.');
  }
  const condition = text === undefined ? undefined : predicateOf(text, request.ExpressionAttributeNames);
  const values = valuesFor(
    request,
    [condition, update].filter((each) => each !== undefined),
  );
  condition?.check(values);
  update?.check(values);

  return (before) => {
    if (!condition || condition.holds(before ?? {}, values)) return effect(before, values);
    const item = wanted === 'ALL_OLD' ? before : undefined;
    return { kind: 'refused', reason: { code: 'ConditionalCheckFailed', ...(item && { item }) } };
  };
}

const CONDITIONAL_FIELDS = [
  'TableName',
  'ConditionExpression',
  'ExpressionAttributeNames',
  'ExpressionAttributeValues',
  'ReturnValuesOnConditionCheckFailure',
];
const PUT_FIELDS = new Set([...CONDITIONAL_FIELDS, 'Item']);
const DELETE_FIELDS = new Set([...CONDITIONAL_FIELDS, 'Key']);
const UPDATE_FIELDS = new Set([...DELETE_FIELDS, 'UpdateExpression']);
