import type { World } from '../engine/world.ts';
import { type Environment, type Held, startEnvironment } from './environment.ts';

/** The environments of one function, as Lambda keeps them: as many as are busy at once, and used again when they are free. */
export interface Fleet<App> {
  /** Runs one invocation to its end, whatever that is. */
  invoke<T>(what: string, work: (app: App, deadlineMs: number) => Promise<T>): Promise<Outcome<T>>;
}

export type Outcome<T> =
  | { readonly kind: 'answered'; readonly value: T }
  | { readonly kind: 'failed'; readonly error: unknown }
  /** The process ended, or its time was up. */
  | { readonly kind: 'killed' };

export interface FleetOptions<App> {
  readonly world: World;
  readonly name: string;
  readonly timeoutMs: number;
  /**
   * Invocations that one environment takes at a time: 1 in Lambda, more on its managed instances and in the embedded
   * system (https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances-execution-environment.html).
   */
  readonly concurrency: number;
  /** What runs when a process starts. */
  readonly boot: (environment: Environment) => App;
}

interface Booted<App> {
  readonly held: Held;
  readonly app: App;
  readonly onKilled: Set<() => void>;
}

export function fleet<App>({ world, name, timeoutMs, concurrency, boot }: FleetOptions<App>): Fleet<App> {
  const booted: Booted<App>[] = [];
  let started = 0;

  return {
    invoke<T>(what: string, work: (app: App, deadlineMs: number) => Promise<T>): Promise<Outcome<T>> {
      const { held, app, onKilled } = takeEnvironment();
      const { clock } = held.environment;
      const { promise, resolve } = Promise.withResolvers<Outcome<T>>();
      const killed = () => end({ kind: 'killed' });
      let isOver = false;
      onKilled.add(killed);
      held.run(what);
      world.after(timeoutMs, () => {
        if (isOver) return;
        world.say(held.environment.name, () => `has used up the time of ${what}`);
        retire(held);
        // One that stands still cannot be told to end: it will go on, with nobody listening.
        if (held.isFrozen()) killed();
        else held.kill();
      });

      work(app, clock.monotonic() + timeoutMs - MARGIN_MS).then(
        (value) => {
          if (held.environment.fault('function: killed before answering')) held.kill();
          end({ kind: 'answered', value });
        },
        (error: unknown) => end({ kind: 'failed', error }),
      );
      return promise;

      function end(outcome: Outcome<T>): void {
        if (isOver) return;
        isOver = true;
        onKilled.delete(killed);
        // Between invocations Lambda lets a process stand still: what was not awaited waits for the next one.
        if (onKilled.size === 0 && concurrency === 1) held.freeze();
        resolve(outcome);
      }
    },
  };

  function takeEnvironment(): Booted<App> {
    const free = booted.filter(({ held, onKilled }) => held.isAlive() && onKilled.size < concurrency);
    const choice = world.choose('environment', USED_AGAIN * free.length + 1);
    const chosen = (choice < USED_AGAIN * free.length && free[choice % free.length]) || start();
    if (concurrency === 1) chosen.held.thaw();
    return chosen;
  }

  function start(): Booted<App> {
    started += 1;
    const held = startEnvironment(world, `${name}-${started}`);
    const onKilled = new Set<() => void>();
    held.onKilled = () => {
      retire(held);
      for (const tell of onKilled) tell();
    };
    const fresh = { held, app: boot(held.environment), onKilled };
    booted.push(fresh);
    return fresh;
  }

  function retire(held: Held): void {
    const index = booted.findIndex((each) => each.held === held);
    if (index >= 0) booted.splice(index, 1);
  }
}

/** How much more often an environment that is free is used than a new one started. */
const USED_AGAIN = 4;
/** As `withinInvocation` leaves for the way back (lambdas/platform/aws/deadline.ts). */
const MARGIN_MS = 500;
