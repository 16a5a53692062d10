import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A server in a process of its own on 127.0.0.1, which says on standard output where it listens. */
export interface Server {
  readonly pid: number;
  readonly port: number;
  /** What it printed as its token; empty where it prints none. */
  readonly token: string;
  /** What it had printed when it was ready. */
  readonly greeting: string;
  /** SIGKILL: nothing of it runs any more, not even a clean-up. */
  kill(): Promise<void>;
  /** SIGTERM, and SIGKILL if that is not heeded. */
  stop(): Promise<void>;
}

export interface ServerOptions {
  readonly program: string;
  readonly args: readonly string[];
  readonly folder: string;
  /** Where its standard error goes: a file, which costs nobody's time to read. */
  readonly log: string;
  /** What it has printed once it is ready. @default a line that says where it listens */
  readonly ready?: RegExp;
  readonly env?: NodeJS.ProcessEnv;
  /** Signals go to everything that the program starts in turn: npm does not pass them on. @default false */
  readonly signalGroup?: boolean;
  /** Whom it runs as; for root only. @default who starts it */
  readonly user?: User | undefined;
}

export interface User {
  readonly uid: number;
  readonly gid: number;
}

export const ROOT = join(import.meta.dirname, '../..');
const START_MS_MAX = 20_000;
const STOP_MS_MAX = 20_000;

export async function startServer(options: ServerOptions): Promise<Server> {
  const { program, args, folder, log, ready = /^listening on .*\n/m, env, signalGroup = false, user } = options;
  const stderr = openSync(log, 'a');
  const child = spawn(program, args, {
    ...user,
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', stderr],
    detached: signalGroup,
  });
  closeSync(stderr);
  const gone = new Promise((resolve) => child.once('exit', resolve));
  const greeting = await untilPrinted(ready, child).catch((cause) => {
    const said = readFileSync(log, 'utf8').slice(-2_000);
    throw new Error(`${program} ${args.join(' ')} did not start; its log ends: ${said}`, { cause });
  });

  return {
    pid: child.pid as number,
    port: Number(/^listening on http:\/\/127\.0\.0\.1:(\d+)$/m.exec(greeting)?.[1]),
    token: /^token: (.*)$/m.exec(greeting)?.[1] ?? '',
    greeting,
    async kill() {
      signal('SIGKILL');
      await gone;
    },
    async stop() {
      signal('SIGTERM');
      const impatience = setTimeout(signal, STOP_MS_MAX, 'SIGKILL');
      await gone;
      clearTimeout(impatience);
    },
  };

  function signal(name: NodeJS.Signals): void {
    if (child.exitCode !== null || child.signalCode !== null) return;
    if (signalGroup) process.kill(-(child.pid as number), name);
    else child.kill(name);
  }
}

/** Resolves with everything printed so far as soon as that is what was waited for. */
function untilPrinted(ready: RegExp, child: ChildProcess): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const impatience = setTimeout(() => child.kill('SIGKILL'), START_MS_MAX);
  let printed = '';
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    printed += chunk;
    if (ready.test(printed)) resolve(printed);
  });
  child.once('error', reject);
  child.once('exit', (code, signal) => reject(new Error(`It ended with ${code ?? signal}.`)));
  return promise.finally(() => clearTimeout(impatience));
}
