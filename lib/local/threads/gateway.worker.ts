import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { crossOrigin } from '#platform/cross-origin.ts';
import { commandNameOf, type KeyedInput } from '#platform/idempotency.ts';
import { allOperations } from '../../contracts.ts';
import { bearers, staffOnLoopback } from '../gateway/authenticate.ts';
import { startGateway } from '../gateway/gateway.ts';
import { isStaff } from '../gateway/rate-limits.ts';
import type { Route } from '../gateway/router.ts';
import { tallyIn } from '../gateway/tally.ts';
import { itemsEngine } from '../items/engine.ts';
import { rowsNames } from '../items/table.ts';
import { lineLog } from '../log.ts';
import { clock, random, timers } from '../platform.ts';
import { readRoutesOn } from '../services.ts';
import { openReader } from '../storage/reader.ts';
import { stampsIn } from '../storage/stamps.ts';
import { lookups, tables } from '../tables.ts';
import { callee } from './calls.ts';
import type { MainMethods } from './main-methods.ts';
import { sendablePrincipal } from './principals.ts';
import { sendable } from './spellings.ts';

/** What a gateway in a thread of its own is started with. */
export interface GatewayData {
  readonly main: MessagePort;
  /** It is ours: who started the threads has seen to that. */
  readonly port: number;
  readonly database: string;
  /** Of what is committed there. */
  readonly stamps: SharedArrayBuffer;
  /** Everyone is staff. */
  readonly open: boolean;
  /** Whose pages may call. */
  readonly origins: readonly string[];
  readonly inFlightMax: number | undefined;
  /** Shared by all gateways. */
  readonly tally: SharedArrayBuffer;
}

const { main, port, database, stamps, open, origins, inFlightMax, tally } = workerData as GatewayData;
const log = lineLog({ clock, write: (lines) => void process.stderr.write(lines) });
const thread = callee<MainMethods>(main);
const reader = openReader({ file: database, tables: rowsNames(tables), lookups, stamps: stampsIn(stamps) });
const items = itemsEngine({ tables, rows: reader.table });
const reads = new Map(
  readRoutesOn({ items, clock, random, timers }).map((route) => [route.operation.operationId, route]),
);
const gateway = await startGateway({
  routes: allOperations.map((operation): Route => reads.get(operation.operationId) ?? forwarded(operation)),
  authenticate: open ? staffOnLoopback : bearers({ verify: (token) => thread.call('verify', token), clock }),
  allowanceOf: (principal) => (isStaff(principal) ? undefined : thread.call('allowanceOf', principal)),
  // What is read here is committed, and what the main thread answers is, too.
  barrier: async () => undefined,
  observe: ({ operation, ...served }) => thread.tell('observe', { operationId: operation?.operationId, ...served }),
  crossOrigin: crossOrigin(origins),
  inFlightMax,
  tally: tallyIn(tally),
  sharesPort: true,
  clock,
  random,
  log,
  port,
});
parentPort?.postMessage('listening');
parentPort?.once('message', () => void close());

async function close(): Promise<void> {
  await gateway.close();
  reader.close();
  log.flush();
  main.close();
}

/** Names the command, too: hashing it is a twentieth of what the main thread has to do for a deposit. */
function forwarded(operation: Route['operation']): Route {
  const { operationId, idempotency } = operation;
  return {
    kind: 'route',
    operation,
    serve(input, { log: _here, principal, ...call }) {
      const commandName = idempotency && commandNameOf(operation, input as unknown as KeyedInput, principal);
      return thread.call('serve', {
        operationId,
        input: sendable(input),
        call: { ...call, ...(commandName && { commandName }) },
        principal: sendablePrincipal(principal),
      });
    },
  };
}
