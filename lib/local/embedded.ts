import type { Log } from '#platform/log.ts';
import { openapiDocument } from '#platform/openapi.ts';
import { openAdminSocket } from '../admin/socket.ts';
import { services } from '../contracts.ts';
import { type Cloud, openCloudStorage, startCloud } from './cloud.ts';
import { openDataFolder } from './data-folder.ts';
import { type RatePolicy, rateLimits } from './gateway/rate-limits.ts';
import { counters } from './metrics.ts';
import { scryptPasswords } from './passwords.ts';
import { clock } from './platform.ts';
import { issuerRoutesOn, routesOn } from './services.ts';
import { checkpointInBackground } from './storage/checkpoint.ts';
import { startGateways } from './threads/gateways.ts';
import { openTokens, type Tokens } from './tokens.ts';
import { watchSystem } from './watch/watch.ts';

/** The whole system in this process: gateway, operations, tables, queues, workers and issuer. */
export interface Embedded {
  readonly port: number;
  readonly tokens: Tokens;
  readonly cloud: Cloud;
  /** Answers what is in flight, lets the workers finish, commits and lets go of the data folder. */
  close(): Promise<void>;
}

export interface EmbeddedOptions {
  /** 0 takes a free one. */
  readonly port: number;
  /** The data folder; undefined keeps everything in memory. */
  readonly data: string | undefined;
  /** Everyone is staff. */
  readonly open: boolean;
  /** Whose pages may call from a browser. @default nobody's but its own */
  readonly origins?: readonly string[];
  readonly log: Log;
  /** A commit failed, or a thread has ended: whoever waited is answered 503, and the process must end. */
  readonly onFailed: (cause: unknown) => void;
  readonly limits?: { readonly inFlightMax?: number; readonly policy?: RatePolicy };
  /** How many other threads take requests, too; a system in memory has none. @default 0 */
  readonly threads?: number;
  /** The largest size of the database, in pages. @default no limit */
  readonly pagesMax?: number;
}

export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const { port, data, open, origins = [], log, onFailed, limits = {}, pagesMax, threads = 0 } = options;
  const folder = data === undefined ? undefined : openDataFolder(data);
  // Before the key is made: beside a database that is not ours nothing is left behind.
  const storage = openCloudStorage({
    file: folder?.database ?? ':memory:',
    onCommitFailed: onFailed,
    pagesMax,
  });
  const tokens = await openTokens({ keyFile: folder?.signingKey, clock });
  const endCheckpoints = folder && checkpointInBackground(folder.database, onFailed);
  const failures = counters();
  const cloud = startCloud({ storage, log, onWorkerFailed: (operationId) => failures.count(operationId, 1) });
  const watch = watchSystem({ cloud, failuresOf: (operationId) => failures.totals()[operationId] ?? 0, log });
  const { barrier } = storage;
  const gateway = await startGateways({
    routes: [
      ...routesOn(cloud.platform, { document: openapiDocument(services), statistics: watch.statistics }),
      ...issuerRoutesOn(cloud.platform, { issuer: tokens, passwords: scryptPasswords() }),
    ],
    verify: tokens.verify,
    open,
    origins,
    allowanceOf: rateLimits({ policy: limits.policy, clock }),
    inFlightMax: limits.inFlightMax,
    barrier,
    observe: watch.observe,
    database: folder?.database,
    stamps: storage.stamps.memory,
    threads,
    onFailed,
    log,
    port,
  });

  const admin =
    folder && (await openAdminSocket({ path: folder.adminSocket, database: folder.database, cloud, barrier, log }));

  return {
    port: gateway.port,
    tokens,
    cloud,
    async close() {
      await gateway.close();
      await admin?.close();
      watch.stop();
      await cloud.stop();
      await endCheckpoints?.();
      storage.close();
      folder?.unlock();
    },
  };
}
