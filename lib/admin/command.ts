import type { Log } from '#platform/log.ts';
import type { Platform } from '#platform/platform.ts';
import type { DeadLetterQueue } from '#platform/queue.ts';
import type { registeredClients } from '../../lambdas/identity/clients.ts';
import type { Passwords } from '../../lambdas/identity/issuer.ts';
import type { Directory } from '../../lambdas/identity/store.ts';
import type { RecountTables } from '../../lambdas/rides/recount-store.ts';
import type { Place } from './place.ts';

/** What a person runs beside the system: `npm run <name> -- …`. */
export interface Command {
  readonly usage: string;
  /** Throws an Error whose message is one sentence. */
  readonly read: (args: readonly string[]) => Task;
}

export interface Task {
  readonly place: Place;
  /** Answers the exit code. */
  readonly run: (surroundings: Surroundings) => Promise<number>;
}

export interface Surroundings {
  readonly system: System;
  readonly log: Log;
  /** The person, by the name of their account on this machine. */
  readonly who: string;
  /** Where the person is: paths that are not absolute begin there. */
  readonly folder: string;
  readonly terminal: Terminal;
}

/** What a command reaches of the system that it is for, the embedded one or a deployed stage. */
export interface System extends Omit<Platform, 'cache' | 'metrics'> {
  readonly tables: RecountTables & { readonly ledger: string };
  readonly deadLetters: DeadLetterQueue;
  /** For how long its views may lag its rides. */
  readonly viewLagMs: number;
  /** After this long, what a money command has dated is written or never will be. */
  readonly moneySettlesMs: number;
  /** How much of a table (0 to 1) a scan has seen; asked once, before it begins. */
  readonly scanProgress: (table: string) => Promise<(place: ScanPlace) => number>;
  /** Copies all data into a new file. Undefined of a stage, whose tables AWS copies. */
  readonly backUp: ((file: string) => Promise<void>) | undefined;
  /** Undefined where nobody counts what becomes of scans. */
  readonly scans: ScansAccount | undefined;
  readonly clients: ReturnType<typeof registeredClients>;
  /** Undefined where another keeps the passwords. */
  readonly users: { readonly directory: Directory; readonly passwords: Passwords } | undefined;
}

/** So many items seen, and the partition key of the last one. */
export interface ScanPlace {
  readonly seen: number;
  readonly last: string;
}

export interface ScansAccount {
  /** Resolves when nothing waits any more for a worker, or when that takes too long. */
  settled(): Promise<void>;
  totals(): Scans;
}

/** Since the system began; all but the last are scans. */
export interface Scans {
  readonly accepted: number;
  readonly received: number;
  readonly repeated: number;
  readonly parked: number;
  /** Messages that wait in the queue. */
  readonly waiting: number;
}

/** Where a command speaks, and hears that nobody listens any more. */
export interface Terminal {
  print(line: string): void;
  progress(done: number, of: number): void;
  readonly signal: AbortSignal;
}
