import type { Cluster, Redis } from 'iovalkey';
import type { RemoteCache } from '../guarded-cache.ts';
import type { Clock } from '../platform.ts';

export interface ValkeyOptions {
  /** Opens a connection with credentials that are fresh. It must not reconnect by itself: its own would be stale. */
  readonly connect: () => Connection | Promise<Connection>;
  readonly clock: Pick<Clock, 'monotonic'>;
}

type Connection = Redis | Cluster;

/**
 * A Valkey server, over one connection that is opened by whoever needs it next: after it was lost, after it stopped
 * answering, and before AWS would cut it.
 */
export function valkey({ connect, clock }: ValkeyOptions): RemoteCache {
  let line: Line | undefined;

  return {
    async get(key) {
      const connection = await open();
      try {
        return (await connection.get(key)) ?? undefined;
      } catch (error) {
        // An answer all the same: something else lies under this key, and the next `set` replaces it.
        if ((error as Error).message.startsWith('WRONGTYPE')) return undefined;
        throw error;
      }
    },

    async set(key, value, ttlMs) {
      const connection = await open();
      await connection.set(key, value, 'PX', Math.max(1, Math.floor(ttlMs)));
    },

    reconnect: letGo,
  };

  function open(): Promise<Connection> {
    if (line && clock.monotonic() >= line.untilMs) letGo();
    line ??= lineOf(Promise.resolve(connect()));
    return line.connection;
  }

  function lineOf(connection: Promise<Connection>): Line {
    const made: Line = { connection, untilMs: clock.monotonic() + CONNECTION_MS_MAX };
    const forget = () => {
      if (line === made) line = undefined;
    };
    connection.then((opened) => {
      opened.on('end', forget);
      // Each call that fails of it says so; a client to whose errors nobody listens writes them to the console.
      opened.on('error', () => {});
    }, forget);
    return made;
  }

  function letGo(): void {
    line?.connection.then(
      (opened) => opened.disconnect(),
      () => {},
    );
    line = undefined;
  }
}

interface Line {
  readonly connection: Promise<Connection>;
  readonly untilMs: number;
}

/** AWS cuts a connection that was authenticated by IAM after 12 hours ("Authenticating with IAM", "Limitations"). */
const CONNECTION_MS_MAX = 11 * 60 * 60 * 1_000;
