import { type OutgoingMessage, type Queue, QueueUnavailable, type ReceivedMessage } from '#platform/queue.ts';
import type { World } from '../engine/world.ts';
import { type Environment, EPOCH_MS } from './environment.ts';

/**
 * A standard queue as SQS has them: at least once, in about the order of sending.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/standard-queues.html
 */
export interface SimulatedQueue {
  /** As one environment reaches it. */
  queueOf(environment: Environment): Queue;
  /** What somebody else puts there. */
  put(message: OutgoingMessage): void;
  /** Up to `max` of the messages that can be received now; they are hidden for the visibility timeout. */
  receive(max: number): Message[];
  delete(message: Message): void;
  /** Makes it visible again at once (ChangeMessageVisibility to 0). */
  release(message: Message): void;
  /** Told of each message that the queue has taken. */
  onTaken: (message: OutgoingMessage) => void;
  /** Calls back when there may be something to receive. */
  onVisible: () => void;
  /** Told of each message that was received too often, before it goes to the dead letters. */
  onBuried: (message: Message) => void;
  /** All that has not been deleted, nor has expired. */
  messages(): Message[];
}

/** One message; SQS may hand it out more than once at a time. */
export interface Message extends ReceivedMessage {
  receiveCount: number;
  /** How many of its deliveries something happened to that was not its own fault. */
  excuses: number;
  visibleAt: number;
  isDeleted: boolean;
}

export interface QueueOptions {
  readonly world: World;
  readonly name: string;
  readonly visibilityTimeoutMs: number;
  /** Counted from when a message was first sent, also in the dead-letter queue ("…/sqs-dead-letter-queues.html"). */
  readonly retentionMs: number;
  readonly deadLetters?: { readonly queue: SimulatedQueue; readonly maxReceiveCount: number };
}

export function simulatedQueue(options: QueueOptions): SimulatedQueue {
  const { world, name, visibilityTimeoutMs, retentionMs, deadLetters } = options;
  let stored: Message[] = [];

  const queue: SimulatedQueue = {
    queueOf: ({ request, fault }) => ({
      send: (message) =>
        request(async () => {
          if (fault('send: lost')) throw new QueueUnavailable('SQS did not acknowledge the message');
          queue.put(message);
          if (fault('send: repeated by the SDK')) queue.put(message);
          if (fault('send: acknowledgement lost')) throw new QueueUnavailable('SQS did not acknowledge the message');
        }),
    }),

    put(message) {
      const { body, attributes = {} } = message;
      const isLate = world.fault('queue: visible late', name);
      const visibleAt = world.now() + (isLate ? 1_000 * (1 + world.choose('visible late by', 30)) : 0);
      const sentAt = EPOCH_MS + world.now();
      stored.push({
        id: world.uuid(),
        body,
        attributes,
        sentAt,
        receiveCount: 0,
        excuses: 0,
        visibleAt,
        isDeleted: false,
      });
      queue.onTaken(message);
      wakeAt(visibleAt);
    },

    receive(max) {
      expire();
      const received: Message[] = [];
      const ready = stored.filter(({ visibleAt }) => visibleAt <= world.now());
      while (received.length < max && ready.length > 0) {
        const index = world.fault('queue: out of order', name) ? world.choose('which first', ready.length) : 0;
        const [next] = ready.splice(index, 1) as [Message];
        if (deadLetters && next.receiveCount >= deadLetters.maxReceiveCount) bury(next, deadLetters.queue);
        else received.push(deliver(next));
      }
      return received;
    },

    delete(message) {
      if (message.isDeleted) return;
      message.isDeleted = true;
      stored = stored.filter((each) => each !== message);
      if (!world.fault('queue: delivered after its deletion', name)) return;
      // Another copy, on a server that was away, under the same id.
      const visibleAt = world.now() + 1_000 * world.choose('comes back after', 300);
      const copy = { ...message, excuses: message.excuses + 1, visibleAt, isDeleted: false };
      stored.push(copy);
      wakeAt(copy.visibleAt);
    },

    release(message) {
      message.visibleAt = world.now();
      wakeAt(message.visibleAt);
    },

    onTaken: () => undefined,
    onVisible: () => undefined,
    onBuried: () => undefined,
    messages() {
      expire();
      return stored;
    },
  };
  return queue;

  function deliver(message: Message): Message {
    message.receiveCount += 1;
    const isTwice = world.fault('queue: delivered twice', name);
    message.visibleAt = world.now() + (isTwice ? world.choose('again after', 2_000) : visibilityTimeoutMs);
    // Not a delivery that the message has used up: nobody has failed with it.
    if (isTwice) message.excuses += 1;
    wakeAt(message.visibleAt);
    return message;
  }

  /** It keeps the age that it has, and its attributes: nothing says why. */
  function bury(message: Message, letters: SimulatedQueue): void {
    stored = stored.filter((each) => each !== message);
    queue.onBuried(message);
    world.say(name, () => `gives up message ${message.id} after ${message.receiveCount} deliveries`);
    letters.messages().push({ ...message, receiveCount: 0, visibleAt: world.now() });
  }

  function expire(): void {
    const deadline = EPOCH_MS + world.now() - retentionMs;
    stored = stored.filter(({ sentAt }) => sentAt > deadline);
  }

  function wakeAt(visibleAt: number): void {
    world.after(visibleAt - world.now(), () => queue.onVisible());
  }
}
