import { once } from 'node:events';
import { MessageChannel, Worker } from 'node:worker_threads';
import { crossOrigin } from '#platform/cross-origin.ts';
import { bearers, staffOnLoopback } from '../gateway/authenticate.ts';
import { type Gateway, startGateway } from '../gateway/gateway.ts';
import { portOfOurOwn } from '../gateway/listeners.ts';
import { tallyIn, tallyMemory } from '../gateway/tally.ts';
import { clock, random } from '../platform.ts';
import { answerCalls } from './calls.ts';
import type { GatewayData } from './gateway.worker.ts';
import { type MainPorts, mainMethods } from './main-methods.ts';

export interface GatewaysOptions extends MainPorts, Pick<GatewayData, 'open' | 'origins' | 'inFlightMax'> {
  /** How many other threads have a gateway, too; without a file there is none. */
  readonly threads: number;
  /** The file that they read; undefined where everything is kept in memory. */
  readonly database: string | undefined;
  /** Of the storage of that file. */
  readonly stamps: SharedArrayBuffer;
  /** 0 takes a free one. */
  readonly port: number;
  /** A thread has ended by an exception: the process must end, too. */
  readonly onFailed: (cause: unknown) => void;
}

/**
 * Of 17 with those of one other thread. This thread writes for all, and what another one has read of a deposit is a
 * quarter of its own work; the few connections that it has are answered sooner, and fill it while there is little to write.
 */
const LISTENERS_BESIDE_OTHERS = 1;

/**
 * A gateway in this thread and one in each of the others, all on one port. The others take requests as far as their parsed
 * input and answer reads themselves; what changes something is run here, one thing after another.
 */
export async function startGateways(options: GatewaysOptions): Promise<Gateway> {
  const { threads, database, stamps, open, origins, inFlightMax, verify, onFailed, ...ports } = options;
  const port = await portOfOurOwn(options.port);
  const methods = mainMethods(options);
  const tally = tallyMemory();
  const others = database === undefined ? [] : Array.from({ length: threads }, () => start(database));
  await Promise.all(others.map((other) => once(other, 'message')));
  for (const other of others) {
    other.on('error', (cause) => onFailed(new Error('A thread that takes requests has ended.', { cause })));
  }
  const own = await startGateway({
    ...ports,
    authenticate: open ? staffOnLoopback : bearers({ verify, clock }),
    crossOrigin: crossOrigin(origins),
    inFlightMax,
    tally: tallyIn(tally),
    clock,
    random,
    port,
    sharesPort: true,
    listeners: others.length > 0 ? LISTENERS_BESIDE_OTHERS : undefined,
  });

  return {
    port,
    async close() {
      const ended = others.map((other) => once(other, 'exit'));
      for (const other of others) other.postMessage('close');
      await Promise.all([own.close(), ...ended]);
    },
  };

  function start(database: string): Worker {
    const { port1, port2 } = new MessageChannel();
    answerCalls(port1, methods);
    const workerData: GatewayData = { main: port2, port, database, stamps, open, origins, inFlightMax, tally };
    return new Worker(new URL('./gateway.worker.ts', import.meta.url), {
      // Some 60 MiB are in use, half of them code; unbounded, a thread has been seen to take 300 before it collects.
      resourceLimits: { maxYoungGenerationSizeMb: 48, maxOldGenerationSizeMb: 256 },
      workerData,
      transferList: [port2],
    });
  }
}
