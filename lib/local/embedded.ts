import type { Principal } from '#platform/call.ts';
import type { RequestHead } from '#platform/http.ts';
import type { Log } from '#platform/log.ts';
import { openapiDocument } from '#platform/openapi.ts';
import { bearerToken } from '#platform/prelude.ts';
import { services } from '../contracts.ts';
import { type Cloud, queueNames, startCloud, tables } from './cloud.ts';
import { openDataFolder } from './data-folder.ts';
import { startGateway } from './gateway/gateway.ts';
import { counters } from './metrics.ts';
import { clock, random } from './platform.ts';
import { routesOn } from './services.ts';
import { checkpointInBackground } from './storage/checkpoint.ts';
import { openStorage } from './storage/storage.ts';
import { allScopes, openTokens, type Tokens } from './tokens.ts';

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
  readonly log: Log;
  /** A commit failed: whoever waited is answered 503, memory is ahead of the disk, and the process must end. */
  readonly onFailed: (cause: unknown) => void;
  /** The largest size of the database, in pages. @default no limit */
  readonly pagesMax?: number;
}

export async function startEmbedded({ port, data, open, log, onFailed, pagesMax }: EmbeddedOptions): Promise<Embedded> {
  const folder = data === undefined ? undefined : openDataFolder(data);
  const tokens = await openTokens({ keyFile: folder?.signingKey, clock });
  const storage = openStorage({
    file: folder?.database ?? ':memory:',
    tables: Object.keys(tables),
    queues: queueNames,
    onCommitFailed: onFailed,
    pagesMax,
  });
  const endCheckpoints = folder && checkpointInBackground(folder.database, onFailed);
  const cloud = startCloud({ storage, log, metrics: counters() });
  const gateway = await startGateway({
    routes: routesOn(cloud.platform, { document: openapiDocument(services) }),
    authenticate: open ? () => STAFF : authenticateWith(tokens),
    barrier: storage.barrier,
    clock,
    random,
    log,
    port,
  });

  return {
    port: gateway.port,
    tokens,
    cloud,
    async close() {
      await gateway.close();
      await cloud.stop();
      await endCheckpoints?.();
      storage.close();
      folder?.unlock();
    },
  };
}

const STAFF: Principal = { sub: 'staff', scopes: new Set(allScopes) };

function authenticateWith(tokens: Tokens) {
  return (head: RequestHead) => {
    const token = bearerToken(head);
    return token === undefined ? undefined : tokens.verify(token);
  };
}
