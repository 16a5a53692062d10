import type { ChangeRecord } from '#platform/stream.ts';
import type { Change } from '../../../lib/local/items/table.ts';
import type { World } from '../engine/world.ts';
import type { Outcome } from './fleet.ts';

/**
 * A table's stream and the mapping that feeds a worker from it: shard by shard, each in order, one batch at a time, and
 * the same batch again when it failed. A shard ends and two go on from it; nothing orders one shard against another.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html,
 * https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-eventsourcemapping.html
 */
export interface SimulatedStream {
  append(changes: readonly Change[]): void;
  isDrained(): boolean;
}

export interface StreamOptions {
  readonly world: World;
  readonly worker: string;
  readonly batchSize: number;
  readonly invoke: (batch: readonly ChangeRecord[]) => Promise<Outcome<void>>;
}

interface Shard {
  readonly records: ChangeRecord[];
  /** How many of its records are done with. */
  done: number;
  isBusy: boolean;
  /** Those that went on from it; they wait until it is done. */
  children?: readonly [Shard, Shard];
}

export function simulatedStream({ world, worker, batchSize, invoke }: StreamOptions): SimulatedStream {
  const root = newShard();

  return {
    append(changes) {
      for (const { kind, item } of changes) {
        if (kind === 'NONE' || !item) continue;
        openShardOf(String(item['pk'])).records.push({ id: world.uuid(), kind, item });
      }
      world.after(1 + world.choose('stream lag', 200), () => feed(root));
    },
    isDrained: () => isDrained(root),
  };

  /** Records of one key go to one shard, in their order. */
  function openShardOf(key: string): Shard {
    let shard = root;
    for (let level = 0; ; level += 1) {
      if (!shard.children && level < LEVELS_MAX && world.fault('stream: shard split', worker)) {
        shard.children = [newShard(), newShard()];
      }
      if (!shard.children) return shard;
      shard = shard.children[(hashOf(key) >> level) & 1] as Shard;
    }
  }

  function feed(shard: Shard): void {
    if (shard.isBusy) return;
    if (shard.done >= shard.records.length) {
      for (const child of shard.children ?? []) feed(child);
      return;
    }
    shard.isBusy = true;
    const from = shard.done;
    const batch = shard.records.slice(from, from + 1 + world.choose('batch', batchSize));
    void invoke(batch).then((outcome) => {
      shard.isBusy = false;
      if (outcome.kind === 'answered') shard.done = doneAfter(from, batch.length);
      world.after(outcome.kind === 'answered' ? 10 : RETRY_MS, () => feed(shard));
    });
  }

  function doneAfter(from: number, count: number): number {
    if (world.fault('stream: from the start', worker)) return 0;
    return world.fault('stream: batch again', worker) ? from : from + count;
  }
}

/** A shard of a shard of a shard is as much as any world sees. */
const LEVELS_MAX = 3;
const RETRY_MS = 1_000;

function newShard(): Shard {
  return { records: [], done: 0, isBusy: false };
}

function isDrained({ records, done, children }: Shard): boolean {
  return done >= records.length && (children ?? []).every(isDrained);
}

function hashOf(key: string): number {
  let hash = 0;
  for (let index = 0; index < key.length; index += 1) hash = (Math.imul(hash, 31) + key.charCodeAt(index)) | 0;
  return hash >>> 0;
}
