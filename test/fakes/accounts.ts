import type { Action, Items, Reason } from '#platform/items.ts';
import { StoreUnavailable, UnknownOutcome } from '#platform/items.ts';
import { memoryCache } from '#platform/memory-cache.ts';
import type { Platform } from '#platform/platform.ts';
import { itemsEngine } from '../../lib/local/items/engine.ts';
import { rowsNames } from '../../lib/local/items/table.ts';
import { counters } from '../../lib/local/metrics.ts';
import { tables } from '../../lib/local/tables.ts';
import { type FakeClock, fakeClock } from './clock.ts';
import { fakeQueue } from './queue.ts';
import { memoryStorage } from './storage.ts';

/** The tables of the accounts on the real engine, in memory. */
export function ledgerItems(): Items {
  const { ledger, idempotency } = tables;
  const schemas = { ledger, idempotency };
  return itemsEngine({ tables: schemas, rows: memoryStorage({ tables: rowsNames(schemas) }).table });
}

/** A platform whose time passes only while somebody sleeps. */
export function ledgerPlatform(items: Items = ledgerItems()) {
  const clock: FakeClock = fakeClock();
  let made = 0;
  const platform = {
    cache: memoryCache({ clock }),
    clock,
    items,
    metrics: counters(),
    queue: fakeQueue(),
    random: {
      fraction: () => 0.5,
      uuid: () => `00000000-0000-4000-8000-${String(++made).padStart(12, '0')}`,
    },
    timers: { sleep: async (milliseconds: number) => clock.advance(milliseconds) },
  } satisfies Platform;
  return platform;
}

/** What happens to a write instead of what it asks for. */
export type Mishap =
  | 'applied, and its answer lost'
  | 'lost before it was applied'
  | 'refused for want of capacity'
  | 'in conflict with another'
  /** Somebody else is faster: runs first, and the write after it. */
  | { readonly after: () => Promise<unknown> };

/** Items whose writes meet these mishaps, one each, and then no more. */
export function mishapsBefore(items: Items, ...mishaps: Mishap[]): Items {
  return {
    ...items,
    async write(actions) {
      const mishap = mishaps.shift();
      switch (mishap) {
        case undefined:
          return items.write(actions);
        case 'applied, and its answer lost':
          await items.write(actions);
          throw new UnknownOutcome('no answer came');
        case 'lost before it was applied':
          throw new UnknownOutcome('no answer came');
        case 'refused for want of capacity':
          throw new StoreUnavailable('no capacity');
        case 'in conflict with another':
          return { ok: false, reasons: actions.map(conflict) };
        default:
          await mishap.after();
          return items.write(actions);
      }
    },
  };
}

/** One item is enough: the other reasons then say nothing. */
function conflict(_: Action, index: number, actions: readonly Action[]): Reason {
  return { code: index === actions.length - 1 ? 'TransactionConflict' : 'None' };
}
