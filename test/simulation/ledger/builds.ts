import type { Action, Item, Items, Written } from '#platform/items.ts';
import type { World } from '../engine/world.ts';

/**
 * The builds that run beside each other while one replaces another: each invocation gets an environment of either
 * (https://docs.aws.amazon.com/lambda/latest/dg/configuring-alias-routing.html). All of them are the present code; what
 * another build would write and read differently, the store translates for it.
 *
 * - `previous` knew neither holds in an account nor how much of a transfer was given back: what it makes lacks both.
 * - `next` writes records of the schema after ours, and reads both. Ours cannot read those, and must say so safely.
 */
export type Build = 'previous' | 'present' | 'next';

export const BUILDS: readonly Build[] = ['present', 'previous', 'next'];

/** The store as a build sees it; which one that is may change, when the last of the old ones ends. */
export function itemsOfBuild(items: Items, { build, world }: { build: () => Build; world: World }): Items {
  return {
    ...items,
    get: async (keys, options) => (await items.get(keys, options)).map((item) => item && read(item)),
    write: async (actions) => readWritten(await items.write(actions.map(written))),
  };

  function written(action: Action): Action {
    const { Put } = action;
    return Put ? { ...action, Put: { ...Put, Item: asBuilt(build(), Put.Item as Item) } } : action;
  }

  function readWritten(outcome: Written): Written {
    if (outcome.ok) return outcome;
    return {
      ok: false,
      reasons: outcome.reasons.map((reason) => ({ ...reason, ...(reason.item && { item: read(reason.item) }) })),
    };
  }

  function read(item: Item): Item {
    if (item['schema'] !== NEXT_SCHEMA) return item;
    if (build() === 'next') {
      const { answer, ...record } = item;
      return { ...record, ...answer, schema: SCHEMA };
    }
    world.mark('a record of the next build was met by an older one');
    return item;
  }
}

/** As lambdas/platform/idempotency.ts has it. */
const SCHEMA = 1;
const NEXT_SCHEMA = 2;

function asBuilt(build: Build, item: Item): Item {
  if (build === 'next' && item['schema'] === SCHEMA) {
    const { status, body, location, ...record } = item;
    return { ...record, schema: NEXT_SCHEMA, answer: { status, body, ...(location !== undefined && { location }) } };
  }
  if (build === 'previous') {
    const { refunded: _, ...older } = item;
    if (item['sk'] !== 'A') return older;
    const { holds: __, ...account } = older;
    return account;
  }
  return item;
}
