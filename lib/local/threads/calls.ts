import type { MessagePort } from 'node:worker_threads';
import { causeOf } from '#platform/failure.ts';

/** What one thread can ask of another: by name, with one argument. Arguments and answers can be cloned. */
export type Methods = Readonly<Record<string, (argument: never) => unknown>>;

/** The other thread's methods, as they look from here. */
export interface Callee<M extends Methods> {
  /** Rejects with an Error of what was thrown there. */
  call<Name extends keyof M & string>(name: Name, argument: Argument<M, Name>): Promise<Awaited<ReturnType<M[Name]>>>;
  /** Nobody waits for what comes of it. */
  tell<Name extends keyof M & string>(name: Name, argument: Argument<M, Name>): void;
}

type Argument<M extends Methods, Name extends keyof M> = Parameters<M[Name]>[0];

/** Without a number it is told, not asked. */
type Call = readonly [number: number | undefined, name: string, argument: unknown];
type Answer = readonly [number: number, answered: { readonly value: unknown } | { readonly thrown: string }];

/**
 * To wake another thread costs some 20 µs, on both sides, however much it is told. So while one message is on its way, what
 * comes up gathers for the next, which leaves when the first has been worked off: the more there is to do, the more goes
 * into each, as requests gather while the disk syncs.
 */
export function callee<M extends Methods>(line: MessagePort): Callee<M> {
  const waiting = new Map<number, PromiseWithResolvers<never>>();
  let calls = 0;
  let outgoing: Call[] = [];
  let sending: 'nothing' | 'soon' | 'sent' = 'nothing';
  line.on('message', (answers: readonly Answer[]) => {
    for (const [number, answered] of answers) {
      const { resolve, reject } = waiting.get(number) as PromiseWithResolvers<never>;
      waiting.delete(number);
      if ('thrown' in answered) reject(new Error(answered.thrown));
      else resolve(answered.value as never);
    }
    if (sending === 'sent') sending = 'nothing';
    sendSoon();
  });

  return {
    call(name, argument) {
      calls += 1;
      const called = Promise.withResolvers<never>();
      waiting.set(calls, called);
      outgoing.push([calls, name, argument]);
      sendSoon();
      return called.promise;
    },
    tell(name, argument) {
      if (outgoing.push([undefined, name, argument]) === 1) setTimeout(sendSoon, TOLD_MS);
    },
  };

  /** At the end of this turn of the event loop, with all that it brings. */
  function sendSoon(): void {
    if (sending !== 'nothing' || outgoing.length === 0) return;
    sending = 'soon';
    setImmediate(() => {
      sending = 'sent';
      post(line, outgoing, ([number], cause) => waiting.get(number ?? 0)?.reject(cause));
      outgoing = [];
    });
  }
}

/** Nobody waits for what is told: it goes with the next call, or after this. */
const TOLD_MS = 100;

/** Lets another thread call these. */
export function answerCalls(line: MessagePort, methods: Methods): void {
  let outgoing: Answer[] = [];
  line.on('message', (calls: readonly Call[]) => {
    for (const call of calls) {
      // Each in a turn of its own, as if it had come alone: nothing comes between what one does before it has to wait.
      if (call[0] !== undefined) setImmediate(() => void answer(call));
      else void answer(call);
    }
    // Says that they are worked off; the answers that wait for a commit follow it.
    setImmediate(send);
  });

  async function answer([number, name, argument]: Call): Promise<void> {
    const answered = await outcomeOf(name, argument);
    if (number !== undefined && outgoing.push([number, answered]) === 1) setImmediate(sendLate);
  }

  async function outcomeOf(name: string, argument: unknown): Promise<Answer[1]> {
    try {
      return { value: await methods[name]?.(argument as never) };
    } catch (error) {
      return { thrown: causeOf(error) };
    }
  }

  function sendLate(): void {
    if (outgoing.length > 0) send();
  }

  function send(): void {
    post(line, outgoing, ([number], cause) => line.postMessage([[number, { thrown: causeOf(cause) }]]));
    outgoing = [];
  }
}

/** What cannot be cloned is a defect, and fails by itself: it takes nothing else of its message along. */
function post<T>(line: MessagePort, all: readonly T[], fail: (each: T, cause: unknown) => void): void {
  try {
    line.postMessage(all);
  } catch {
    for (const each of all) {
      try {
        line.postMessage([each]);
      } catch (cause) {
        fail(each, cause);
      }
    }
  }
}
