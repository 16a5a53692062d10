import type { Principal } from '#platform/call.ts';
import type { Log } from '#platform/log.ts';
import type { Metrics } from '#platform/metrics.ts';
import { type Operation, type Serve } from '#platform/operation.ts';
import { openapiDocument } from '#platform/openapi.ts';
import { allOperations, services } from '../contracts.ts';
import { type Cloud, startCloud, queueNames, tables } from './cloud.ts';
import { openDataFolder } from './data-folder.ts';
import { startGateway } from './gateway/gateway.ts';
import { clock, random } from './platform.ts';
import { serveOn } from './services.ts';
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
  readonly open: boolean;
  readonly log: Log;
  /** A commit failed: whoever waited has been answered 503, and memory is ahead of the disk. The process must end. */
  readonly onFailed: (cause: unknown) => void;
  /** @default no limit */
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
  const cloud = startCloud({ storage, log, metrics: uncounted });
  const gateway = await startGateway({});

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
