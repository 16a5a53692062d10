import { memoryCache } from '#platform/memory-cache.ts';
import type { Platform } from '#platform/platform.ts';
import { routesOn } from '../../../lib/local/services.ts';
import { tables as all } from '../../../lib/local/tables.ts';
import { EPOCH_MS } from '../cloud/environment.ts';
import { fleet } from '../cloud/fleet.ts';
import { type Api, type Gateway, type GatewayOptions, simulatedGateway } from '../cloud/gateway.ts';
import { tracedLog } from '../cloud/log.ts';
import { simulatedTables, type Tables } from '../cloud/tables.ts';
import type { World } from '../engine/world.ts';
import { BUILDS, type Build, itemsOfBuild } from './builds.ts';

export interface LedgerCloud {
  readonly gateway: Gateway;
  readonly tables: Tables;
  /** By how many milliseconds the slowest and the fastest clock are off that there ever were: at most 0, at least 0. */
  readonly clocks: { readonly slow: number; readonly fast: number };
  /** The last process of an old build has ended. */
  deployed(): void;
}

/** The tables of the accounts, and an API that reaches nothing else. */
export function ledgerCloud(world: World, onAnswer: NonNullable<GatewayOptions['onAnswer']>): LedgerCloud {
  const tables = simulatedTables({ world, schemas: { ledger: all.ledger, idempotency: all.idempotency } });
  expireRecords(world, tables);
  const clocks = { slow: 0, fast: 0 };
  const isDeploying = world.fault('function: two builds at once', 'deploy');
  let isDeployed = false;

  const api = fleet<Api>({
    world,
    name: 'api',
    timeoutMs: 10_000,
    concurrency: 1 + 3 * world.choose('managed instances', 2),
    boot(environment) {
      const offBy = environment.clock.now() - EPOCH_MS - world.now();
      clocks.slow = Math.min(clocks.slow, offBy);
      clocks.fast = Math.max(clocks.fast, offBy);
      const booted = isDeploying ? (BUILDS[world.choose('build', BUILDS.length)] as Build) : 'present';
      const build = () => (isDeploying && isDeployed ? 'next' : booted);
      const platform: Platform = {
        ...environment,
        items: itemsOfBuild(tables.itemsOf(environment), { build, world }),
        cache: memoryCache(environment),
        queue: { send: () => Promise.reject(new Error('The accounts have no queue')) },
        metrics: { count: () => undefined },
      };
      return {
        environment,
        routes: routesOn(platform, { document: {}, statistics: { endpoints: async () => [] } }),
      };
    },
  });
  return {
    gateway: simulatedGateway({ world, api, log: tracedLog(world), onAnswer }),
    tables,
    clocks,
    deployed() {
      isDeployed = true;
    },
  };
}

const DAY_MS = 24 * 3_600_000;

/**
 * TTL deletes on DynamoDB's clock, "within a few days" of `expiresAt`; until then the item is read and written as any
 * other (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html).
 */
function expireRecords(world: World, tables: Tables): void {
  const records = tables.rows('idempotency');
  records.onWritten = ({ pk, sk }, item) => {
    if (item === undefined) return;
    const expiresAt = Number(JSON.parse(item).expiresAt) * 1_000 - EPOCH_MS;
    const lateBy = world.fault('expiry: days late', 'idempotency') ? DAY_MS * world.choose('expiry late by', 10) : 0;
    world.after(Math.max(0, expiresAt - world.now()) + lateBy, () => {
      if (records.get(pk, sk) === item) records.delete(pk, sk);
    });
  };
}
