import type { Log } from '#platform/log.ts';
import type { Platform } from '#platform/platform.ts';
import type { BatchOutcome, Queue, ReceivedMessage } from '#platform/queue.ts';
import type { Ride } from './domain.ts';
import { readRides, type Unreadable } from './message.ts';
import { nameOf, type RidesStore } from './store.ts';

/**
 * The queue's worker: stores the rides of a batch of messages. It may see any message twice, late or out of order.
 * A message that can never succeed goes to the dead letters at once, with its reason; one whose rides were not all
 * stored is asked for again; neither holds up its neighbours.
 */
export function storeRides({ rides, deadLetters, metrics }: Ports) {
  return async (batch: readonly ReceivedMessage[], log: Log): Promise<BatchOutcome> => {
    const readable = new Map<string, Ride[]>();
    const retry = new Set<string>();

    for (const message of batch) {
      const read = readRides(message.body);
      if (read.kind === 'rides') readable.set(message.id, read.rides);
      else if (!(await park(message, read))) retry.add(message.id);
    }

    const scans = [...readable.values()].flat();
    const unprocessed = await rides.put(scans);
    for (const id of messagesWith(unprocessed, readable)) retry.add(id);

    // A scan is received when its message is done with. Of these, BatchWriteItem does not say which replaced a ride.
    const done = [...readable].flatMap(([id, carried]) => (retry.has(id) ? [] : carried));
    metrics.count('RidesReceived', done.length);
    metrics.count('RidesRepeated', done.length - new Set(done.map(nameOf)).size);
    log.info('batch stored', { messages: batch.length, retried: retry.size, ...originsOf(batch) });
    return { retry };

    /** Sent before the source message is deleted: a crash between leaves two dead letters, never none. */
    async function park(message: ReceivedMessage, reason: Unreadable): Promise<boolean> {
      try {
        await deadLetters.send({ body: message.body, attributes: deathCertificate(message, reason) });
      } catch (cause) {
        log.error('dead letter not sent', { messageId: message.id, cause: String(cause) });
        return false;
      }
      metrics.count('RidesReceived', reason.scans);
      metrics.count('RidesParked', reason.scans);
      log.warn('message parked', { messageId: message.id, code: reason.code });
      return true;
    }
  };
}

interface Ports extends Pick<Platform, 'metrics'> {
  readonly rides: RidesStore;
  readonly deadLetters: Queue;
}

/** The messages that carry one of these rides; a ride may be in several. */
function messagesWith(rides: readonly Ride[], messages: ReadonlyMap<string, readonly Ride[]>): string[] {
  if (rides.length === 0) return [];
  const wanted = new Set(rides.map(nameOf));
  return [...messages].filter(([, carried]) => carried.some((ride) => wanted.has(nameOf(ride)))).map(([id]) => id);
}

/** So that a request can be followed from the gate into the worker's log. */
function originsOf(batch: readonly ReceivedMessage[]) {
  const named = (name: string) => batch.flatMap(({ attributes }) => attributes[name] ?? []).join(' ');
  return { requestIds: named('requestId'), traceparents: named('traceparent') };
}

function deathCertificate({ attributes, sentAt }: ReceivedMessage, { code, detail }: Unreadable) {
  return { ...attributes, code, detail, firstSeen: new Date(sentAt).toISOString() };
}
