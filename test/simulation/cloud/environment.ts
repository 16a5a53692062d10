import type { Clock, Random, Timers } from '#platform/platform.ts';
import type { Fault } from '../engine/faults.ts';
import type { World } from '../engine/world.ts';

/**
 * One execution environment of a function: a process with a clock of its own, that can be killed or stand still between
 * any two requests. What it had in mind when it was killed never goes on; what it had sent before still arrives.
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
 */
export interface Environment {
  readonly name: string;
  /** The operation or worker that it runs at the moment. */
  readonly running: () => string;
  readonly clock: Clock;
  readonly random: Random;
  readonly timers: Timers;
  /** Sends a request over the wire and waits for its reply. Here it can die or freeze, before and after it has sent. */
  request<T>(serve: () => Promise<T>): Promise<T>;
  fault(fault: Fault): boolean;
}

/** How whoever drives environments holds one. */
export interface Held {
  readonly environment: Environment;
  run(what: string): void;
  /** Ends the process. */
  kill(): void;
  /** Stops it until it is thawed. */
  freeze(): void;
  thaw(): void;
  isAlive(): boolean;
  isFrozen(): boolean;
  onKilled: () => void;
}

/** Virtual time begins here, in the season. */
export const EPOCH_MS = Date.UTC(2026, 0, 15, 9);

export function startEnvironment(world: World, name: string): Held {
  const bornAt = world.now();
  const skewMs = world.fault('function: clock wrong', 'start')
    ? (SKEWS_MS[world.choose('skew', SKEWS_MS.length)] ?? 0)
    : 0;
  let isAlive = true;
  let running = name;
  /** What goes on when it thaws; absent while it runs. */
  let waiting: (() => void)[] | undefined;

  const environment: Environment = {
    name,
    running: () => running,
    clock: { now: () => EPOCH_MS + world.now() + skewMs, monotonic: () => world.now() - bornAt },
    random: { fraction: () => world.choose('fraction', 1_024) / 1_024, uuid: world.uuid },
    timers: {
      sleep: (milliseconds) => new Promise((resolve) => world.after(milliseconds, () => whenRunning(resolve))),
    },
    fault: (fault) => world.fault(fault, running),

    request<T>(serve: () => Promise<T>): Promise<T> {
      const { promise, resolve, reject } = Promise.withResolvers<T>();
      const arrive = () => {
        serve().then(
          (value) => comeBack(() => resolve(value)),
          (error: unknown) => comeBack(() => reject(error)),
        );
      };
      if (environment.fault('function: killed before sending')) {
        held.kill();
        return promise;
      }
      if (environment.fault('function: frozen before sending')) freezeForAWhile();
      whenRunning(() => world.after(hop(), arrive));
      if (environment.fault('function: killed after sending')) held.kill();
      else if (environment.fault('function: frozen after sending')) freezeForAWhile();
      return promise;
    },
  };

  const held: Held = {
    environment,
    run(what) {
      running = what;
    },
    kill() {
      if (!isAlive) return;
      isAlive = false;
      waiting = undefined;
      world.say(name, () => `is killed in ${running}`);
      held.onKilled();
    },
    freeze() {
      waiting ??= [];
    },
    thaw() {
      const resumed = waiting ?? [];
      waiting = undefined;
      for (const goOn of resumed) whenRunning(goOn);
    },
    isAlive: () => isAlive,
    isFrozen: () => waiting !== undefined,
    onKilled: () => undefined,
  };
  return held;

  function whenRunning(goOn: () => void): void {
    if (!isAlive) return;
    if (waiting) waiting.push(goOn);
    else goOn();
  }

  function comeBack(settle: () => void): void {
    world.after(hop(), () => whenRunning(settle));
  }

  /** For a second up to 40, which is longer than any invocation may last: then others have tried again meanwhile. */
  function freezeForAWhile(): void {
    held.freeze();
    const milliseconds = 1_000 * (1 + world.choose('frozen for', FROZEN_SECONDS_MAX));
    world.say(name, () => `stands still in ${running} for ${milliseconds} ms`);
    world.after(milliseconds, () => {
      if (isAlive) world.say(name, () => `goes on in ${running}`);
      held.thaw();
    });
  }

  /** One way between two machines, in milliseconds. */
  function hop(): number {
    return 1 + world.choose('hop', 8);
  }
}

export const FROZEN_SECONDS_MAX = 40;

const HOUR_MS = 3_600_000;
const SKEWS_MS = [-3 * HOUR_MS, -300_000, -2_000, 2_000, 300_000, 3 * HOUR_MS];
