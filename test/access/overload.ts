import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { openAccounts } from '../load/accounts.ts';
import { type Connection, openConnection } from '../load/connection.ts';
import { startLiftline, watchBacklog } from '../load/liftline.ts';
import { post, startStorm } from './storm.ts';

/** What `npm start` takes of one scope at once (`lib/local/gateway/admission.ts`). */
const IN_FLIGHT_MAX = 200;
/** Of it. */
const TIMES = 10;
const CALM_MS = 5_000;
const STORM_MS = 30_000;
const DRAIN_MS_MAX = 120_000;
const LOOK_EACH_MS = 100;

export interface Payments {
  readonly statuses: ReadonlySet<number>;
  /** Milliseconds to the answer, sorted. */
  readonly tookMs: readonly number[];
}

/** A storm of scans on a running system with its own bounds, payments before, in and after it, and what it cost. */
export async function overload(data: string) {
  const system = await startLiftline(data);
  const backlog = watchBacklog(data);
  try {
    const [accountID] = await openAccounts(system, { count: 1, connections: 1 });
    const deposits = { path: `/accounts/${accountID}/deposits`, body: { amount: 1 }, token: system.token };
    let keys = 0;
    const deposit = () => post({ ...deposits, key: `deposit-${++keys}` });
    const scan = { path: '/skiers/1/seasons/2022/days/1/skiers/1', body: { time: 217, liftID: 21 } };
    const request = post({ ...scan, token: system.token });

    // A till has its connection before the storm, and pays one thing after another.
    const till = openConnection(system.port);
    const before = await payFor(CALM_MS, till, deposit);
    const storm = startStorm({ port: system.port, request, connections: TIMES * IN_FLIGHT_MAX });
    const [during, messagesMax] = await Promise.all([
      payFor(STORM_MS, till, deposit),
      largest(STORM_MS, () => backlog.size().messages),
    ]);
    await storm.stop();
    const memoryMiB = peakMiB(system.pid);

    const again = await Promise.all(Array.from({ length: IN_FLIGHT_MAX }, () => statusOf(system.port, request)));
    till.close();
    const next = openConnection(system.port);
    const after = await payFor(CALM_MS, next, deposit);
    next.close();
    const isDrained = await comesTrue(backlog.isEmpty, DRAIN_MS_MAX);
    return { storm, before, during, after, memoryMiB, messagesMax, again: new Set(again), isDrained };
  } finally {
    backlog.close();
    await system.stop();
  }
}

async function payFor(milliseconds: number, till: Connection, next: () => string): Promise<Payments> {
  const statuses = new Set<number>();
  const tookMs: number[] = [];
  for (const until = performance.now() + milliseconds; performance.now() < until; ) {
    const started = performance.now();
    const reply = await till.request(next());
    tookMs.push(performance.now() - started);
    statuses.add(reply.kind === 'answer' ? reply.status : 0);
    if (reply.kind === 'lost') break;
  }
  return { statuses, tookMs: tookMs.toSorted((a, b) => a - b) };
}

async function statusOf(port: number, request: string): Promise<number> {
  const connection = openConnection(port);
  const reply = await connection.request(request);
  connection.close();
  return reply.kind === 'answer' ? reply.status : 0;
}

async function largest(milliseconds: number, look: () => number): Promise<number> {
  let most = 0;
  for (const until = performance.now() + milliseconds; performance.now() < until; await sleep(LOOK_EACH_MS)) {
    most = Math.max(most, look());
  }
  return most;
}

async function comesTrue(look: () => boolean, millisecondsMax: number): Promise<boolean> {
  for (const until = performance.now() + millisecondsMax; performance.now() < until; await sleep(LOOK_EACH_MS)) {
    if (look()) return true;
  }
  return false;
}

/** The most that the process ever held (proc(5), `VmHWM`). */
function peakMiB(pid: number): number {
  const [, kibibytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kibibytes) / 1_024;
}
