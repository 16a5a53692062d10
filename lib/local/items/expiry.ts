import type { Item } from '#platform/items.ts';
import type { Log } from '#platform/log.ts';
import type { Platform } from '#platform/platform.ts';
import type { EmbeddedItems } from './engine.ts';
import type { TableSchema } from './keys.ts';

export interface ExpiryOptions extends Pick<Platform, 'clock' | 'timers'> {
  readonly items: EmbeddedItems;
  readonly tables: Readonly<Record<string, TableSchema>>;
  readonly log: Log;
}

/**
 * Deletes what has expired, as DynamoDB does: some time later, and until then reads find it ("Using time to live (TTL) in
 * DynamoDB", https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html). It walks through the tables again
 * and again, a few rows at a time: nothing has to be kept in order for it, and no request waits long.
 */
export function expiry({ items, tables, clock, timers, log }: ExpiryOptions): { stop(): Promise<void> } {
  const withTtl = Object.keys(tables).filter((name) => tables[name]?.ttl !== undefined);
  let isStopped = false;
  const stopped = Promise.withResolvers<void>();
  // Only a storage that has failed ends it, and that ends the process.
  const ended = run().catch((cause) => log.error('expiry ended', { cause: String(cause) }));

  return {
    async stop() {
      isStopped = true;
      stopped.resolve();
      await ended;
    },
  };

  async function run(): Promise<void> {
    while (!isStopped) {
      for (const table of withTtl) await walkThrough(table);
      await pause(REST_MS);
    }
  }

  async function walkThrough(table: string): Promise<void> {
    let last: ReturnType<EmbeddedItems['deleteExpired']>;
    do {
      last = items.deleteExpired(table, { after: last, limit: STEP_ROWS, now: clock.now() });
      await pause(STEP_PAUSE_MS);
    } while (last && !isStopped);
  }

  async function pause(milliseconds: number): Promise<void> {
    await Promise.race([timers.sleep(milliseconds), stopped.promise]);
  }
}

/** Some 0.3 ms of reading. With the pause it makes 1,000 rows a second: 300,000 records are walked through in 5 minutes. */
const STEP_ROWS = 100;
const STEP_PAUSE_MS = 100;
/** Nothing is in a hurry: DynamoDB itself takes days. */
const REST_MS = 60_000;

/**
 * Whether an item's time has passed. One without a number there never expires, nor does one whose time passed more than
 * five years ago ("Computing Time to Live (TTL) in DynamoDB",
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/time-to-live-ttl-before-you-start.html).
 */
export function isExpired(item: Item, { attribute, now }: { attribute: string | undefined; now: number }): boolean {
  const expiresAt = attribute === undefined ? undefined : item[attribute];
  const nowSeconds = Math.floor(now / 1000);
  return typeof expiresAt === 'number' && expiresAt < nowSeconds && expiresAt > nowSeconds - FIVE_YEARS_SECONDS;
}

/** 5 × 365 days × 86,400 s. */
const FIVE_YEARS_SECONDS = 157_680_000;
