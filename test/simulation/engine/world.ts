import type { Choices } from './choices.ts';
import { eventHeap } from './event-heap.ts';
import { FAULTS, type Fault, type Profile, QUIET } from './faults.ts';

/** One simulated world: its time, its chance, its faults, and what is found to be wrong in it. One thread runs it. */
export interface World extends Choices {
  /** Milliseconds of virtual time since the world began. */
  now(): number;
  /** Lets something happen so many milliseconds from now; of less than one, time knows nothing. */
  after(milliseconds: number, run: () => void): void;
  sleep(milliseconds: number): Promise<void>;
  /** Whether this fault happens here and now, `where` somebody stands; counted under both names. */
  fault(fault: Fault, where: string): boolean;
  /** No more faults from now on: the phase in which everything must come right by itself. */
  heal(): void;
  /** Unlike anything before it; no decision hangs on it. */
  uuid(): string;
  /** Counts that something was seen to happen. A proof that never met what it is about is none. */
  mark(what: string): void;
  /** One line of the trace, made only where one is asked for. */
  say(who: string, what: () => string): void;
  /** An invariant does not hold. The world ends with the first. */
  violate(invariant: string, detail: string): void;
  /** Runs until nothing is left to happen, or an invariant is broken. */
  run(): Promise<void>;
  readonly found: Found;
}

/** What one run has come to. */
export interface Found {
  violation?: { readonly invariant: string; readonly detail: string };
  /** Of every choice and every event in their order: two runs that agree in it were the same. */
  hash: number;
  events: number;
  faults: number;
  readonly marks: Map<string, number>;
}

export interface WorldOptions {
  readonly choices: Choices;
  readonly profile: Profile;
  /** Takes the trace line by line. @default nobody reads it */
  readonly trace?: (line: string) => void;
}

/** More than any seed has needed by a factor of ten: a world that does not come to rest is a finding, too. */
const EVENTS_MAX = 200_000;

export function createWorld({ choices, profile: given, trace }: WorldOptions): World {
  const heap = eventHeap();
  const found: Found = { hash: 0x811c9dc5, events: 0, faults: 0, marks: new Map() };
  let profile = given;
  let [now, sequence, uuids] = [0, 0, 0];

  const world: World = {
    found,
    now: () => now,

    choose(label, n) {
      if (n <= 1) return 0;
      const choice = choices.choose(label, n);
      fold(choice);
      return choice;
    },

    after(milliseconds, run) {
      sequence += 1;
      heap.push({ at: now + Math.ceil(milliseconds), order: world.choose('order', 256), sequence, run });
    },

    sleep: (milliseconds) => new Promise((resolve) => world.after(milliseconds, resolve)),

    fault(fault, where) {
      const perMille = profile[fault] ?? 0;
      if (perMille === 0 || world.choose(fault, 1_000) < 1_000 - perMille) return false;
      found.faults += 1;
      world.mark(`${fault} @ ${where}`);
      world.say('fault', () => `${fault} @ ${where}: ${FAULTS[fault].is}`);
      return true;
    },

    heal() {
      profile = QUIET;
      world.say('world', () => 'every fault ends here');
    },

    uuid() {
      uuids += 1;
      return `00000000-0000-4000-8000-${uuids.toString(16).padStart(12, '0')}`;
    },

    mark(what) {
      found.marks.set(what, (found.marks.get(what) ?? 0) + 1);
    },

    say(who, what) {
      trace?.(`${clockOf(now)}  ${who.padEnd(14)} ${what()}`);
    },

    violate(invariant, detail) {
      found.violation ??= { invariant, detail };
      world.say('VIOLATION', () => `${invariant}: ${detail}`);
    },

    async run() {
      while (!found.violation) {
        const event = heap.pop();
        if (!event) return;
        now = event.at;
        fold(now);
        found.events += 1;
        if (found.events > EVENTS_MAX) world.violate('rest', `nothing came to rest in ${EVENTS_MAX} events`);
        event.run();
        await microtasks();
      }
    },
  };
  return world;

  /** FNV-1a, a number at a time. */
  function fold(value: number): void {
    found.hash = Math.imul(found.hash ^ value, 0x01000193) >>> 0;
  }
}

/** Resolves once every promise that could go on has gone on: the queue of nextTick runs when that of microtasks is empty. */
function microtasks(): Promise<void> {
  return new Promise((resolve) => process.nextTick(resolve));
}

/** Days, hours, minutes, seconds and milliseconds since the world began. */
function clockOf(milliseconds: number): string {
  const seconds = (milliseconds / 1_000) % 60;
  const [minutes, hours, days] = [60_000, 3_600_000, 86_400_000].map((unit) => Math.floor(milliseconds / unit));
  const of = (value: number | undefined, modulo: number) => String((value ?? 0) % modulo).padStart(2, '0');
  return `${days ? `${days} d ` : ''}${of(hours, 24)}:${of(minutes, 60)}:${seconds.toFixed(3).padStart(6, '0')}`;
}
