import type { Action, Item, Reason } from '#platform/items.ts';
import { ItemValidationException, modelsOnly, ValidationException } from './errors.ts';
import { predicateOf } from './expression/predicate.ts';
import { type Substitutes, type Values, valuesFor } from './expression/substitutes.ts';
import { type Update, updateOf } from './expression/update.ts';
import { indexKeyFault, isKeyAttribute, keyAttributes, keyOf, keyOfItem, type TableSchema } from './keys.ts';
import { ITEM_BYTES_MAX } from './limits.ts';
import type { RowKey } from './rows.ts';
import { sizeOfItem } from './values.ts';

/** An action whose request is in order: what it does now depends on the item alone. */
export interface Prepared {
  readonly key: RowKey;
  decide(before: Item | undefined): Decided;
}

export interface Decided {
  readonly decision: Decision;
  /** The size of the item as it will be, or as it is where the action does not make it another. */
  readonly bytes: number;
}

export type Decision =
  | { readonly kind: 'put'; readonly item: Item }
  | { readonly kind: 'delete' }
  | { readonly kind: 'keep' }
  | { readonly kind: 'refused'; readonly reason: Reason };

interface Surroundings {
  readonly schema: TableSchema;
  /** In a transaction, an item that does not take its action is a reason; alone, it is an exception. */
  readonly transactional: boolean;
}

/** Everything that DynamoDB refuses of an action before it reads the item is refused here. */
export function prepare(action: Action, { schema, transactional }: Surroundings): Prepared {
  const { key, request, update, effect } = requestOf(action, schema);
  const { condition, values } = expressionsOf(request, update);
  const wantsItem = wantsItemOf(request);

  return {
    key,
    decide(before) {
      if (condition && !condition.holds(before ?? {}, values)) {
        const item = wantsItem ? before : undefined;
        return kept(before, { kind: 'refused', reason: { code: 'ConditionalCheckFailed', ...(item && { item }) } });
      }
      try {
        return effect(before, values);
      } catch (error) {
        if (!transactional || !(error instanceof ItemValidationException)) throw error;
        return kept(before, { kind: 'refused', reason: { code: 'ValidationError' } });
      }
    },
  };
}

interface Request {
  readonly key: RowKey;
  readonly request: Conditional;
  readonly update?: Update;
  readonly effect: (before: Item | undefined, values: Values) => Decided;
}

function requestOf({ Put, Update, Delete, ConditionCheck }: Action, schema: TableSchema): Request {
  if (Put) return putOf(Put, schema);
  if (Update) return updateRequestOf(Update, schema);
  if (Delete) return deleteOf(Delete, schema);
  if (ConditionCheck) return checkOf(ConditionCheck, schema);
  throw new ValidationException('An action is a Put, an Update, a Delete or a ConditionCheck.');
}

function putOf(request: NonNullable<Action['Put']>, schema: TableSchema): Request {
  modelsOnly('Put', request, PUT_FIELDS);
  const { key, item, bytes } = storable(request.Item, schema);

  return { request, key, effect: () => ({ decision: { kind: 'put', item }, bytes }) };
}

function updateRequestOf(request: NonNullable<Action['Update']>, schema: TableSchema): Request {
  modelsOnly('Update', request, UPDATE_FIELDS);
  if (request.UpdateExpression === undefined) throw new ValidationException('An Update needs its UpdateExpression.');
  const key = keyOf(request.Key, schema);
  const update = updateOf(request.UpdateExpression, request.ExpressionAttributeNames);
  for (const name of update.changes) {
    if (isKeyAttribute(name, schema)) throw new ValidationException(`Cannot update ${name}, which is part of the key.`);
  }

  return {
    request,
    key,
    update,
    effect(before, values) {
      const item = update.apply(before ?? keyAttributes(key, schema), values);
      const bytes = sizeOfItem(item);
      if (bytes > ITEM_BYTES_MAX) throw new ItemValidationException('The updated item would be larger than 400 KB.');
      const fault = indexKeyFault(item, schema);
      if (fault) throw new ItemValidationException(fault);
      return { decision: { kind: 'put', item }, bytes };
    },
  };
}

function deleteOf(request: NonNullable<Action['Delete']>, schema: TableSchema): Request {
  modelsOnly('Delete', request, DELETE_FIELDS);

  return { request, key: keyOf(request.Key, schema), effect: (before) => kept(before, { kind: 'delete' }) };
}

function checkOf(request: NonNullable<Action['ConditionCheck']>, schema: TableSchema): Request {
  modelsOnly('ConditionCheck', request, DELETE_FIELDS);
  if (request.ConditionExpression === undefined) throw new ValidationException('A ConditionCheck needs its condition.');

  return { request, key: keyOf(request.Key, schema), effect: (before) => kept(before, { kind: 'keep' }) };
}

function kept(before: Item | undefined, decision: Decision): Decided {
  return { decision, bytes: before ? sizeOfItem(before) : 0 };
}

/** An item as a whole, with its key and its size. */
export function storable(item: Item | undefined, schema: TableSchema): Storable {
  if (!item) throw new ValidationException('The item is missing.');
  const bytes = sizeOfItem(item);
  if (bytes > ITEM_BYTES_MAX) throw new ValidationException('The item is larger than 400 KB.');
  const key = keyOfItem(item, schema);
  const fault = indexKeyFault(item, schema);
  if (fault) throw new ValidationException(fault);
  return { key, item, bytes };
}

export interface Storable {
  readonly key: RowKey;
  readonly item: Item;
  readonly bytes: number;
}

type Conditional = Substitutes & {
  readonly ConditionExpression?: string | undefined;
  readonly ReturnValuesOnConditionCheckFailure?: string | undefined;
};

/** Condition and update share their placeholders: each must be used by one of them. */
function expressionsOf(request: Conditional, update: Update | undefined) {
  const { ConditionExpression: text, ExpressionAttributeNames: names } = request;
  const condition = text === undefined ? undefined : predicateOf(text, names);
  const expressions = [condition, update].filter((each) => each !== undefined);
  const values = valuesFor(request, expressions);
  for (const expression of expressions) expression.check(values);
  return { condition, values };
}

function wantsItemOf({ ReturnValuesOnConditionCheckFailure: wanted = 'NONE' }: Conditional): boolean {
  if (wanted === 'NONE' || wanted === 'ALL_OLD') return wanted === 'ALL_OLD';
  throw new ValidationException('ReturnValuesOnConditionCheckFailure is NONE or ALL_OLD.');
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
