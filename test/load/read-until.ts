import { setTimeout as sleep } from 'node:timers/promises';
import { openConnection } from './connection.ts';
import { dayPathOf, type Scan, skiersPathOf } from './scan.ts';
import type { Target } from './send-scans.ts';

export interface ReadOptions {
  readonly target: Target;
  /** What each path is to show. */
  readonly expected: ReadonlyMap<string, number>;
  readonly connections: number;
  readonly secondsMax: number;
}

export interface PathsRead {
  readonly paths: number;
  /** Paths that did not show it when the time was up; what was last read stands beside them. */
  readonly wrong: readonly string[];
  readonly seconds: number;
}

const PATIENCE_MS = 20;

/** Reads each path until it shows what it is to show: so it also waits until queue and stream have drained. */
export async function readUntil({ target, expected, connections, secondsMax }: ReadOptions): Promise<PathsRead> {
  const waiting = expected.entries();
  const wrong: string[] = [];
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1_000;

  await Promise.all(Array.from({ length: connections }, readOneByOne));
  return { paths: expected.size, wrong, seconds: seconds() };

  async function readOneByOne(): Promise<void> {
    const connection = openConnection(target.port);
    for (const [path, number] of waiting) {
      let last = await read(path);
      while (last !== String(number) && seconds() < secondsMax) {
        await sleep(PATIENCE_MS);
        last = await read(path);
      }
      if (last !== String(number)) wrong.push(`${path} is ${last}, not ${number}`);
    }
    connection.close();

    async function read(path: string): Promise<string> {
      const reply = await connection.request(
        `GET ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer ${target.token}\r\n\r\n`,
      );
      if (reply.kind === 'lost') return 'lost';
      return /"numSkiers":(\d+)/.exec(reply.body)?.[1] ?? reply.body;
    }
  }
}

/** The vertical of each skier's day, of scans that are each there once: ten for each number of a lift. */
export function verticals(scans: Iterable<Scan>): Map<string, number> {
  const days = new Map<string, number>();
  for (const scan of scans) {
    const path = dayPathOf(scan);
    days.set(path, (days.get(path) ?? 0) + scan.liftID * 10);
  }
  return days;
}

/** The unique skiers of each resort's day. */
export function skiersByDay(scans: Iterable<Scan>): Map<string, number> {
  const skiers = new Map<string, Set<number>>();
  for (const scan of scans) {
    const path = skiersPathOf(scan);
    skiers.set(path, (skiers.get(path) ?? new Set()).add(scan.skierID));
  }
  return new Map([...skiers].map(([path, { size }]) => [path, size]));
}
