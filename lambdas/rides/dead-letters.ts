import type { Log } from '#platform/log.ts';
import type { Clock, Timers } from '#platform/platform.ts';
import type { DeadLetterQueue, MessageAttributes, Queue, ReceivedMessage } from '#platform/queue.ts';
import type { ActsStore } from './acts-store.ts';
import { readRides, type Unreadable } from './message.ts';

export interface DeadLetter {
  readonly id: string;
  /** The worker's reason; `max_receives` where the queue itself gave up, which leaves no attribute behind. */
  readonly code: string;
  readonly detail: string;
  /** When the queue first accepted it, milliseconds since 1970 UTC. */
  readonly firstSeen: number;
  readonly requestId: string | undefined;
  readonly body: string;
  readonly attributes: MessageAttributes;
  /** What the worker of this build would make of it. */
  readonly prospect: { readonly kind: 'rides'; readonly rides: readonly { readonly resortID: number }[] } | Unreadable;
}

/** Which letters are meant; all where nothing is said. */
export interface Choice {
  readonly code?: string | undefined;
  readonly id?: string | undefined;
}

export interface Acting {
  readonly choice: Choice;
  readonly who: string;
  /** Letters a second, so that a replay does not crowd out the scans of the moment. */
  readonly perSecond: number;
  readonly onProgress: (done: number, of: number) => void;
  /** Stops after the letter in hand. */
  readonly signal: AbortSignal;
}

interface Ports {
  readonly letters: DeadLetterQueue;
  readonly source: Queue;
  readonly acts: ActsStore;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
}

/**
 * The dead letters of the rides, as an operator handles them. A replay is receive, send, delete, in this order: whatever
 * interrupts it, a letter is in one of the queues, or in both, which changes nothing, because a ride is its content.
 */
export function deadLetters({ letters, source, acts, clock, timers, log }: Ports) {
  return {
    /** Looks without taking anything away. */
    read: (choice: Choice): Promise<readonly DeadLetter[]> => inHand(async (held) => held.filter(isChosen(choice))),

    /** Sends back what the worker can read now. The others stay: they would only be parked again. */
    replay: ({ choice, ...acting }: Acting) =>
      inHand((held) =>
        eachOf(held.filter(isChosen(choice)).filter(isReadable), acting, async (letter) => {
          await source.send(outgoing(letter));
          await writeDown('replay', letter, acting.who);
        }),
      ),

    /** Takes letters away for good. */
    discard: ({ choice, ...acting }: Acting) =>
      inHand((held) =>
        eachOf(held.filter(isChosen(choice)), acting, (letter) => writeDown('discard', letter, acting.who)),
      ),
  };

  /** Receives what there is, and lets go of what was not deleted, whatever happens. */
  async function inHand<T>(use: (held: readonly DeadLetter[]) => Promise<T>): Promise<T> {
    const held: DeadLetter[] = [];
    try {
      for (let bytes = 0; held.length < LETTERS_MAX && bytes < BYTES_MAX; ) {
        const received = await letters.receive(RECEIVED_AT_ONCE);
        if (received.length === 0) break;
        held.push(...received.map(toLetter));
        bytes += received.reduce((sum, { body }) => sum + body.length, 0);
        await timers.sleep(1);
      }
      return await use(held);
    } finally {
      await letters.release(held.map(({ id }) => id));
    }
  }

  async function eachOf(
    chosen: readonly DeadLetter[],
    { perSecond, onProgress, signal }: Omit<Acting, 'choice'>,
    act: (letter: DeadLetter) => Promise<void>,
  ): Promise<number> {
    let done = 0;
    for (const letter of chosen) {
      if (signal.aborted) break;
      await act(letter);
      await letters.delete(letter.id);
      done += 1;
      onProgress(done, chosen.length);
      await timers.sleep(1_000 / perSecond);
    }
    return done;
  }

  /** Before the letter is deleted, so that none disappears without a trace. */
  async function writeDown(act: 'replay' | 'discard', { id, code, requestId }: DeadLetter, who: string): Promise<void> {
    await acts.writeDown({ act, id, why: code, who, when: clock.now(), requestId });
    log.warn(`dead letter ${act === 'replay' ? 'replayed' : 'discarded'}`, { id, why: code, who, requestId });
  }
}

/** At 50 a second, 10,000 take 200 s, which is within the time for which a received letter stays hidden. */
const LETTERS_MAX = 10_000;
/** 64 MiB of letters are held at a time; the rest waits for the next run. */
const BYTES_MAX = 64 * 1024 * 1024;
/** As many as one call of SQS gives. */
const RECEIVED_AT_ONCE = 10;

function isChosen({ code, id }: Choice): (letter: DeadLetter) => boolean {
  return (letter) => (code === undefined || letter.code === code) && (id === undefined || letter.id === id);
}

function isReadable({ prospect }: DeadLetter): boolean {
  return prospect.kind === 'rides';
}

function toLetter({ id, body, attributes, sentAt }: ReceivedMessage): DeadLetter {
  const { code = 'max_receives', detail = 'The worker failed with it as often as the queue allows.' } = attributes;
  const firstSeen = Date.parse(attributes['firstSeen'] ?? '');
  return {
    id,
    code,
    detail,
    firstSeen: Number.isNaN(firstSeen) ? sentAt : firstSeen,
    requestId: attributes['requestId'],
    body,
    attributes,
    prospect: readRides(body),
  };
}

/** As it was first sent, but for how often it has come back: a letter that keeps coming back is seen to. */
function outgoing({ body, attributes, prospect }: DeadLetter) {
  const { code: _code, detail: _detail, firstSeen: _firstSeen, replays = '0', ...origin } = attributes;
  const [first] = prospect.kind === 'rides' ? prospect.rides : [];
  return {
    body,
    ...(first && { group: String(first.resortID) }),
    attributes: { ...origin, replays: String(Number(replays) + 1) },
  };
}
