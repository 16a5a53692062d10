import type { Clock } from '#platform/platform.ts';
import { type Queue, QueueUnavailable, type ReceivedMessage } from '#platform/queue.ts';
import type { MessageRows, StoredMessage } from '../storage/message-rows.ts';
import { fairOrder } from './fair-order.ts';

/**
 * A standard queue with SQS's rules: a received message is invisible until its visibility timeout ends, each receive is
 * counted, and what has been received too often moves to the dead letters
 * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html,
 * …/sqs-dead-letter-queues.html). Everything applies at once; it is durable when the storage's barrier resolves.
 */
export interface LocalQueue extends Queue {
  /** Takes a message over from another queue, with its age. */
  adopt(message: Omit<StoredMessage, 'id' | 'receiveCount'>): void;
  /** Up to `max` visible messages, and no more once they come to `bytesMax`, the groups taking turns. */
  receive(max: number, bytesMax?: number): ReceivedMessage[];
  delete(id: string): void;
  /** Makes a message visible again at once, as ChangeMessageVisibility to 0 does. */
  release(id: string): void;
  /** For how long the oldest message has been here, in milliseconds; 0 in an empty queue. */
  ageMs(): number;
  /** Messages that a `receive` now would find. */
  visible(): number;
  /** All messages, the invisible ones included. */
  size(): number;
  /** Milliseconds on the monotonic clock when the next invisible message appears again; undefined when none is in flight. */
  nextVisibleAt(): number | undefined;
  /** Calls back whenever a message is sent. */
  onSent(listener: () => void): void;
}

export interface QueueOptions {
  readonly rows: MessageRows;
  readonly clock: Clock;
  readonly visibilityTimeoutMs: number;
  /** How long a message lives, counted from when it was first accepted. */
  readonly retentionMs: number;
  /** How many messages there may be; beyond it nothing is taken. @default no limit */
  readonly sizeMax?: number;
  /** Absent on a dead-letter queue itself. */
  readonly deadLetters?: DeadLetters;
}

interface DeadLetters {
  readonly queue: LocalQueue;
  readonly maxReceiveCount: number;
  /** Told of each message that is moved there. */
  readonly onBuried?: (message: StoredMessage) => void;
}

/** Messages kept in memory; the rest waits in the storage. 20,000 × 1 KB ≈ 20 MB. */
const IN_MEMORY_MAX = 20_000;
/** Loaded in one go, which takes about 5 ms. */
const LOADED_AT_ONCE = 4_000;

export function localQueue(options: QueueOptions): LocalQueue {
  const { rows, clock, visibilityTimeoutMs, retentionMs, sizeMax = Infinity, deadLetters } = options;
  const ready = fairOrder<StoredMessage>((message) => message.group);
  const inFlight = new Map<number, { readonly message: StoredMessage; readonly visibleAt: number }>();
  const listeners: (() => void)[] = [];
  let newestID = rows.newestID();
  /** Everything up to here is in memory or gone; everything after it only in the storage. */
  let loadedID = 0;
  load();

  return {
    async send({ body, group = '', attributes = {} }) {
      if (size() >= sizeMax) throw new QueueUnavailable(`The queue holds ${sizeMax} messages and takes no more.`);
      append({ sentAt: clock.now(), receiveCount: 0, group, attributes, body });
    },

    adopt: (message) => append({ ...message, receiveCount: 0 }),

    receive(max, bytesMax = Infinity) {
      returnTimedOut();
      if (ready.size() < max) load();
      const received: ReceivedMessage[] = [];
      let bytes = 0;
      while (received.length < max && bytes < bytesMax) {
        const next = ready.take();
        if (!next) break;
        if (next.sentAt + retentionMs <= clock.now()) rows.remove(next.id);
        else if (deadLetters && next.receiveCount >= deadLetters.maxReceiveCount) bury(next, deadLetters);
        else {
          received.push(deliver(next));
          bytes += next.body.length;
        }
      }
      return received;
    },

    delete(id) {
      // Deleting twice, or after the message has become visible again and was taken anew, is no error in SQS either.
      if (inFlight.delete(Number(id))) rows.remove(Number(id));
    },

    release(id) {
      const released = inFlight.get(Number(id));
      if (!released) return;
      inFlight.delete(Number(id));
      ready.add(released.message);
    },

    ageMs() {
      const [oldest] = rows.after(0, 1);
      return oldest ? Math.max(0, clock.now() - oldest.sentAt) : 0;
    },

    visible() {
      returnTimedOut();
      return ready.size() + (newestID - loadedID);
    },
    size,
    nextVisibleAt: () => inFlight.values().next().value?.visibleAt,
    onSent: (listener) => void listeners.push(listener),
  };

  function size(): number {
    return ready.size() + inFlight.size + (newestID - loadedID);
  }

  function append(message: Omit<StoredMessage, 'id'>): void {
    const isContiguous = loadedID === newestID;
    newestID += 1;
    const stored = { ...message, id: newestID };
    rows.append(stored);
    if (isContiguous && ready.size() < IN_MEMORY_MAX) {
      ready.add(stored);
      loadedID = newestID;
    }
    for (const listener of listeners) listener();
  }

  function load(): void {
    if (loadedID === newestID) return;
    const loaded = rows.after(loadedID, LOADED_AT_ONCE);
    for (const message of loaded) ready.add(message);
    loadedID = loaded.at(-1)?.id ?? newestID;
  }

  function deliver(message: StoredMessage): ReceivedMessage {
    const receiveCount = message.receiveCount + 1;
    rows.received(message.id, receiveCount);
    inFlight.set(message.id, {
      message: { ...message, receiveCount },
      visibleAt: clock.monotonic() + visibilityTimeoutMs,
    });
    const { id, body, attributes, sentAt } = message;
    return { id: String(id), body, attributes, sentAt, receiveCount };
  }

  /** One timeout for all, so what was received first appears first: a Map keeps that order. */
  function returnTimedOut(): void {
    const now = clock.monotonic();
    for (const [id, { message, visibleAt }] of inFlight) {
      if (visibleAt > now) return;
      inFlight.delete(id);
      ready.add(message);
    }
  }

  /** The dead letter keeps the age of the message: its retention counts from the first enqueue. */
  function bury(message: StoredMessage, { queue, onBuried }: DeadLetters): void {
    queue.adopt(message);
    rows.remove(message.id);
    onBuried?.(message);
  }
}
