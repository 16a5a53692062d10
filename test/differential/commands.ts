import fc from 'fast-check';
import type { Action, Item, Items, Written } from '#platform/items.ts';
import { type Expressions, keyCondition, rendered, update } from './expressions.ts';
import { attributes, mostly } from './values.ts';

/** One call of the seam, the same on every side; each run has partitions of its own. */
export interface Command {
  readonly method: keyof Items;
  readonly call: (items: Items, run: string) => Promise<unknown>;
  /** What to print of a command on which two sides differ. */
  toString(): string;
}

export type Answer =
  | { readonly kind: 'answer'; readonly value: unknown }
  | { readonly kind: 'written'; readonly written: Written }
  | { readonly kind: 'error'; readonly name: string; readonly message: string };

export async function answerOf({ method, call }: Command, items: Items, run: string): Promise<Answer> {
  try {
    const value = await call(items, run);
    return method === 'write' ? { kind: 'written', written: value as Written } : { kind: 'answer', value };
  } catch (error) {
    const { name, message } = error as Error;
    return { kind: 'error', name, message };
  }
}

/** The last two are in another order as UTF-8 than as UTF-16. */
const sortKeys = ['a', 'ab', '\uffee', '😀'];
const place = fc.record({
  table: fc.constantFrom('things', 'things', 'plain'),
  pk: mostly(fc.constant('p'), fc.constant('q')),
  sk: fc.constantFrom(...sortKeys),
});
type Place = typeof place extends fc.Arbitrary<infer T> ? T : never;

const placeName = (each: Place) => JSON.stringify(keyAt(each, each.table));
const places = mostly(
  fc.uniqueArray(place, { minLength: 1, maxLength: 4, selector: placeName }),
  fc.array(place, { minLength: 2, maxLength: 4 }),
);

const get = fc.record({ places, consistent: fc.boolean() }).map(({ places, consistent }) =>
  command('get', places, (items, run) =>
    items.get(
      places.map((each) => ({ table: each.table, key: keyAt(each, run) })),
      { consistent },
    ),
  ),
);

const query = fc
  .record({
    place,
    expressions: keyCondition(sortKeys),
    limit: fc.option(mostly(fc.integer({ min: 1, max: 4 }), fc.constant(0)), { nil: undefined }),
    forward: fc.boolean(),
    start: fc.option(fc.constantFrom(...sortKeys), { nil: undefined, freq: 2 }),
  })
  .map(({ place, expressions, limit, forward, start }) =>
    command('query', { place, expressions, limit, forward, start }, (items, run) =>
      items.query({
        TableName: 'things',
        ...withPartition(rendered(expressions), `${run}-${place.pk}`),
        ScanIndexForward: forward,
        ...(limit !== undefined && { Limit: limit }),
        ...(start && { ExclusiveStartKey: { pk: `${run}-${place.pk}`, sk: start } }),
      }),
    ),
  );

/** All in the table of the first one. */
const putAll = fc.record({ places, attributes }).map(({ places, attributes }) =>
  command('putAll', { places, attributes }, (items, run) => {
    const table = places[0]?.table ?? 'things';
    const within = places.filter((each) => each.table === table);
    return items.putAll(
      table,
      within.map((each) => ({ ...keyAt(each, run), ...attributes })),
    );
  }),
);

const action = fc.record({
  kind: fc.constantFrom('Put', 'Update', 'Update', 'Delete', 'ConditionCheck'),
  place,
  attributes,
  update,
  wantsItem: fc.boolean(),
});

const write = mostly(
  fc.uniqueArray(action, { minLength: 1, maxLength: 5, selector: ({ place }) => placeName(place) }),
  fc.array(action, { minLength: 2, maxLength: 5 }),
).map((actions) => {
  const drawn = (run: string) => actions.map((each) => actionOf(each, run));
  return command('write', drawn('run'), (items, run) => items.write(drawn(run)));
});

/** Something to read first, and then mostly writes. */
export const commands = fc
  .tuple(putAll, fc.array(fc.oneof(putAll, write, write, write, get, query), { minLength: 1, maxLength: 10 }))
  .map(([first, rest]) => [first, ...rest]);

interface DrawnAction {
  readonly kind: string;
  readonly place: Place;
  readonly attributes: Item;
  readonly update: Expressions;
  readonly wantsItem: boolean;
}

function actionOf({ kind, place, attributes, update, wantsItem }: DrawnAction, run: string): Action {
  const Key = keyAt(place, run);
  const base = {
    TableName: place.table,
    ...(wantsItem && { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const }),
  };
  const { UpdateExpression, ...conditional } = rendered(kind === 'Update' ? update : { condition: update.condition });
  switch (kind) {
    case 'Put':
      return { Put: { ...base, ...conditional, Item: { ...Key, ...attributes } } };
    case 'Update':
      return { Update: { ...base, ...conditional, UpdateExpression, Key } };
    case 'Delete':
      return { Delete: { ...base, ...conditional, Key } };
    default:
      return { ConditionCheck: { ConditionExpression: 'attribute_exists(pk)', ...base, ...conditional, Key } };
  }
}

function keyAt({ table, pk, sk }: Place, run: string): Item {
  return { pk: `${run}-${pk}`, ...(table === 'things' && { sk }) };
}

function withPartition(parts: ReturnType<typeof rendered>, pk: string) {
  return { ...parts, ExpressionAttributeValues: { ...parts.ExpressionAttributeValues, ':pk': pk } };
}

export function command(method: keyof Items, shown: unknown, call: Command['call']): Command {
  return { method, call, toString: () => `${method} ${JSON.stringify(shown)}` };
}
