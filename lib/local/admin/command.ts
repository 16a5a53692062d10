import type { Log } from '#platform/log.ts';
import type { Cloud } from '../cloud.ts';

/** What a person runs beside the system: `npm run <name> -- …`. */
export interface Command {
  readonly usage: string;
  /** Throws an Error whose message is one sentence. */
  readonly read: (args: readonly string[]) => Task;
}

export interface Task {
  /** The data folder that is meant. */
  readonly data: string;
  /** Answers the exit code. */
  readonly run: (surroundings: Surroundings) => Promise<number>;
}

export interface Surroundings {
  readonly cloud: Cloud;
  readonly log: Log;
  /** The person, by the name of their account on this machine. */
  readonly who: string;
  readonly terminal: Terminal;
}

/** Where a command speaks, and hears that nobody listens any more. */
export interface Terminal {
  print(line: string): void;
  progress(done: number, of: number): void;
  readonly signal: AbortSignal;
}
