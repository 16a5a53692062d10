import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { chunksOf } from '../chunks.ts';
import type { Clock } from '../platform.ts';
import { type DeadLetterQueue, QueueUnavailable, type ReceivedMessage } from '../queue.ts';
import { CLIENT_SETTINGS } from './client-settings.ts';
import { failureOf } from './sdk-failure.ts';

interface Letters {
  readonly url: string;
  readonly clock: Pick<Clock, 'monotonic'>;
}

/** A letter that others do not see until then, with what SQS wants to hear when it is deleted or shown. */
interface Hold {
  readonly handle: string;
  readonly hiddenUntilMs: number;
}

/**
 * The dead letters of SQS. Whoever dies with letters in hand, or loses the answer that had them, hides them for two
 * minutes and no longer; those in hand are hidden anew, at each call, when half of that has passed. Every call may be
 * repeated.
 */
export function sqsDeadLetterQueue({ url, clock }: Letters, client = new SQSClient(CLIENT_SETTINGS)): DeadLetterQueue {
  /** By message id; the first to appear again comes first. */
  const holds = new Map<string, Hold>();

  return {
    async receive(max) {
      await hideAnew();
      const askedMs = clock.monotonic();
      const command = new ReceiveMessageCommand({
        QueueUrl: url,
        MaxNumberOfMessages: Math.min(max, BATCH_MAX),
        VisibilityTimeout: HIDDEN_S,
        // A short poll asks some of SQS's machines, and may find nothing where there is something.
        WaitTimeSeconds: POLL_S,
        MessageAttributeNames: ['All'],
        MessageSystemAttributeNames: ['ApproximateReceiveCount', 'SentTimestamp'],
      });
      const { Messages = [] } = await answered(client.send(command, { requestTimeout: POLL_TIMEOUT_MS }));
      // SQS may deliver a letter again that is in hand already.
      const fresh = Messages.filter(({ MessageId = '' }) => !holds.has(MessageId));
      for (const { MessageId = '', ReceiptHandle = '' } of Messages) hold(MessageId, ReceiptHandle, askedMs);
      return fresh.map(receivedFrom);
    },

    async delete(id) {
      await hideAnew();
      const held = holds.get(id);
      if (!held) return;
      await answered(client.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: held.handle })));
      holds.delete(id);
    },

    async release(ids) {
      const held = ids.flatMap((id) => holds.get(id) ?? []);
      for (const id of ids) holds.delete(id);
      await hideFor(0, held);
    },
  };

  function hold(id: string, handle: string, fromMs: number): void {
    // Removed first, because a Map keeps the place of a key that it has.
    holds.delete(id);
    holds.set(id, { handle, hiddenUntilMs: fromMs + HIDDEN_S * 1_000 });
  }

  async function hideAnew(): Promise<void> {
    const nowMs = clock.monotonic();
    const due: [id: string, held: Hold][] = [];
    for (const [id, held] of holds) {
      if (held.hiddenUntilMs - nowMs > (HIDDEN_S * 1_000) / 2) break;
      due.push([id, held]);
    }
    await hideFor(
      HIDDEN_S,
      due.map(([, held]) => held),
    );
    for (const [id, { handle }] of due) hold(id, handle, nowMs);
  }

  /** One that SQS does not change has come into other hands meanwhile: what is done to it twice changes nothing. */
  async function hideFor(seconds: number, held: readonly Hold[]): Promise<void> {
    for (const chunk of chunksOf(held, BATCH_MAX)) {
      const Entries = chunk.map(({ handle }, n) => ({
        Id: String(n),
        ReceiptHandle: handle,
        VisibilityTimeout: seconds,
      }));
      await answered(client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: url, Entries })));
    }
  }
}

/** SQS's own limit of one call. */
const BATCH_MAX = 10;
/** Longer than the longest pause between two letters: a second, one send and one write with all their retries. */
const HIDDEN_S = 120;
/** Each look at the queue ends with one poll that finds nothing, for which a person waits. */
const POLL_S = 2;
/** The poll, and a second as for every other call. */
const POLL_TIMEOUT_MS = (POLL_S + 1) * 1_000;

async function answered<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (failureOf(error) === 'surprise') throw error;
    throw new QueueUnavailable('SQS did not answer for the dead letters', { cause: error });
  }
}

function receivedFrom({
  MessageId = '',
  Body = '',
  Attributes = {},
  MessageAttributes = {},
}: Message): ReceivedMessage {
  return {
    id: MessageId,
    body: Body,
    attributes: Object.fromEntries(
      Object.entries(MessageAttributes).map(([name, { StringValue = '' }]) => [name, StringValue]),
    ),
    receiveCount: Number(Attributes.ApproximateReceiveCount),
    sentAt: Number(Attributes.SentTimestamp),
  };
}
