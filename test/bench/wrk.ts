import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Target } from '../load/send-scans.ts';

/** What wrk saw of one run; times in milliseconds. */
export interface Load {
  readonly requests: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
}

export interface LoadOptions {
  readonly target: Target;
  /** A Lua file beside this one. */
  readonly script: `${'capture' | 'capture-batch' | 'read' | 'deposit' | 'balance' | 'transfer' | 'hold' | 'statement' | 'mixed'}.lua`;
  readonly seed: number;
  readonly seconds: number;
  /** What the script asks for beside token and seed. */
  readonly settings?: Readonly<Record<string, string>>;
}

export const CONNECTIONS = 64;

/** A late answer counts as late, not as a failure; wrk's own limit is 2 s. */
const ANSWER_SECONDS_MAX = 10;

const SCRIPTS = import.meta.dirname;

/** One thread is enough for 64 connections and leaves the other core to the server. */
export async function runWrk({ target, script, seed, seconds, settings }: LoadOptions): Promise<Load> {
  const args = [
    '-t1',
    `-c${CONNECTIONS}`,
    `-d${seconds}s`,
    '--latency',
    '--timeout',
    `${ANSWER_SECONDS_MAX}s`,
    '-s',
    join(SCRIPTS, script),
  ];
  const { stdout } = await promisify(execFile)('wrk', [...args, `http://127.0.0.1:${target.port}`], {
    env: { ...process.env, TOKEN: target.token, SEED: String(seed), SCRIPTS, ...settings },
    timeout: (seconds + 2 * ANSWER_SECONDS_MAX) * 1_000,
  });
  const said = /^RESULT (.*)$/m.exec(stdout)?.[1];
  if (!said) throw new Error(`wrk printed no result: ${stdout}`);
  const { failed, ...load } = JSON.parse(said) as Load & { failed: number };
  if (failed > 0) throw new Error(`${failed} of ${load.requests} requests failed or were not answered 2xx: ${stdout}`);
  return load;
}
