/** All that there is of SQS for an operation: send one message, be told when it is durable. */
export interface Queue {
  /** Resolves once the queue has acknowledged the message; rejects with {@link QueueUnavailable} when it has not. */
  send(message: OutgoingMessage): Promise<void>;
}

/** The queue did not acknowledge: the message may be in it or not, and whoever sent it sends it again. */
export class QueueUnavailable extends Error {
  override readonly name = 'QueueUnavailable';
}

export interface OutgoingMessage {
  /** At most 1 MiB of UTF-8 without U+FFFE, U+FFFF and lone surrogates (SendMessage, "Message body"). */
  readonly body: string;
  /** Fair queueing on a standard queue: one group's flood does not delay the others (`MessageGroupId`). */
  readonly group?: string;
  readonly attributes?: MessageAttributes;
}

export type MessageAttributes = Readonly<Record<string, string>>;

/** A message as a worker receives it. `id` names this delivery's message, never its content: do not deduplicate by it. */
export interface ReceivedMessage {
  readonly id: string;
  readonly body: string;
  readonly attributes: MessageAttributes;
  /** How often it has been received, this time included. */
  readonly receiveCount: number;
  /** When the queue first accepted it, milliseconds since 1970 UTC. */
  readonly sentAt: number;
}

/** What a worker says of one batch: the ids to deliver again. Everything else is done with. */
export interface BatchOutcome {
  readonly retry: ReadonlySet<string>;
}

/** A dead-letter queue in a person's hands: what is received is hidden from others until it is deleted or released. */
export interface DeadLetterQueue {
  /** None when every letter is in somebody's hands. */
  receive(max: number): Promise<readonly ReceivedMessage[]>;
  delete(id: string): Promise<void>;
  /** Shows to others at once those that were not deleted. */
  release(ids: readonly string[]): Promise<void>;
}
