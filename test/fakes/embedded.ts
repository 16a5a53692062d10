import { onTestFinished } from 'vitest';
import { type Scope, scopes } from '#platform/call.ts';
import { type Embedded, type EmbeddedOptions, startEmbedded } from '../../lib/local/embedded.ts';
import { fakeLog } from './log.ts';

/** The whole embedded system in this process, in memory, on a free port; it ends with the test. */
export async function embeddedSystem(options: Partial<EmbeddedOptions> = {}) {
  const log = fakeLog();
  const embedded: Embedded = await startEmbedded({
    port: 0,
    data: undefined,
    open: false,
    log,
    onFailed: (cause) => {
      throw cause;
    },
    ...options,
  });
  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= embedded.close();
    return closing;
  };
  onTestFinished(close);
  const url = `http://127.0.0.1:${embedded.port}`;

  return {
    ...embedded,
    close,
    log,
    /** A request as somebody with these scopes; nobody where they are `none`. */
    async request(
      method: string,
      path: string,
      { body, as = scopes, sub = 'test', skierID, key, headers = {} }: RequestOptions = {},
    ): Promise<Response> {
      const who = skierID === undefined ? { clientID: sub } : { skierID };
      const token =
        as === 'none' ? undefined : await embedded.tokens.issue({ sub, ...who, scopes: as, lifetimeSeconds: 60 });
      return fetch(url + path, {
        method,
        headers: {
          ...(token && { authorization: `Bearer ${token}` }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...(key !== undefined && { 'idempotency-key': key }),
          ...headers,
        },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
    },
    /** Resolves when, beyond that, the view knows of everything that was stored. */
    async settled(): Promise<void> {
      await this.ridesDrained();
      while (!embedded.cloud.streams.rides.isEmpty()) await new Promise((resolve) => setTimeout(resolve, 2));
    },
    /** Resolves when the queue of the rides is empty: everything acknowledged has been stored or parked. */
    async ridesDrained(): Promise<void> {
      while (embedded.cloud.queues.rides.size() > 0) await new Promise((resolve) => setTimeout(resolve, 2));
    },
  };
}

interface RequestOptions {
  readonly body?: unknown;
  readonly as?: readonly Scope[] | 'none';
  /** Whose token it is. @default `test` */
  readonly sub?: string;
  /** A guest's, of this pass. @default a program's */
  readonly skierID?: number;
  /** The `Idempotency-Key`. */
  readonly key?: string;
  readonly headers?: Record<string, string>;
}
