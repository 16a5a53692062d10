import { setTimeout as sleep } from 'node:timers/promises';
import { openConnection } from './connection.ts';
import { dayPathOf, type Scan } from './scan.ts';
import type { Target } from './send-scans.ts';

export interface ReadOptions {
  readonly target: Target;
  /** What must be stored, each scan once. */
  readonly scans: Iterable<Scan>;
  readonly connections: number;
  readonly secondsMax: number;
}

export interface DaysRead {
  readonly days: number;
  /** Days whose vertical was not that of their scans when the time was up; what was last read stands beside them. */
  readonly wrong: readonly string[];
  readonly seconds: number;
}

const PATIENCE_MS = 20;

/** Reads every skier's day until each shows exactly its scans: so it also waits until the queue has drained. */
export async function readDays({ target, scans, connections, secondsMax }: ReadOptions): Promise<DaysRead> {
  const days = verticals(scans);
  const waiting = days.entries();
  const wrong: string[] = [];
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1_000;

  await Promise.all(Array.from({ length: connections }, readOneByOne));
  return { days: days.size, wrong, seconds: seconds() };

  async function readOneByOne(): Promise<void> {
    const connection = openConnection(target.port);
    for (const [path, vertical] of waiting) {
      let last = await read(path);
      while (last !== String(vertical) && seconds() < secondsMax) {
        await sleep(PATIENCE_MS);
        last = await read(path);
      }
      if (last !== String(vertical)) wrong.push(`${path} is ${last}, not ${vertical}`);
    }
    connection.close();

    async function read(path: string): Promise<string> {
      const reply = await connection.request(
        `GET ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer ${target.token}\r\n\r\n`,
      );
      return reply.kind === 'answer' ? reply.body : 'lost';
    }
  }
}

/** The vertical of each skier's day: ten for each number of a lift, as the published API has it. */
function verticals(scans: Iterable<Scan>): Map<string, number> {
  const days = new Map<string, number>();
  for (const scan of scans) {
    const path = dayPathOf(scan);
    days.set(path, (days.get(path) ?? 0) + scan.liftID * 10);
  }
  return days;
}
