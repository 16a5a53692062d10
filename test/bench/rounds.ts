import { spread, table } from './figures.ts';
import type { Load } from './wrk.ts';

/** One measured run of one server; CPU in microseconds for each thing done, a scan or a request. */
export interface Run extends Pick<Load, 'p50' | 'p99'> {
  readonly perSecond: number;
  /** Of the server's process. */
  readonly cpu: number;
  /** Of the broker or database behind it, where there is one. */
  readonly cpuBehind?: number | undefined;
}

export type Rounds<Contestant extends string> = ReadonlyMap<Contestant, readonly Run[]>;

/**
 * A server's code is compiled for speed only once it has run for a while: here, after some 50,000 requests.
 */
export const WARM_SECONDS = 8;
export const MEASURED_SECONDS = 5;

export interface RoundsOptions<Contestant extends string> {
  readonly name: string;
  readonly contestants: readonly Contestant[];
  readonly rounds: number;
  /** A new process on an empty folder, warmed before it counts. */
  takeTurn(contestant: Contestant, round: number): Promise<Run>;
}

/**
 * In each round every contestant has its turn, in another order each time, so that whatever else the machine does meets
 * all of them.
 */
export async function inRounds<Contestant extends string>(
  options: RoundsOptions<Contestant>,
): Promise<Rounds<Contestant>> {
  const { name, contestants, rounds, takeTurn } = options;
  const measured = new Map(contestants.map((contestant): [Contestant, Run[]] => [contestant, []]));

  for (let round = 1; round <= rounds; round++) {
    const order = contestants.map((_, turn) => contestants[(round + turn) % contestants.length] as Contestant);
    for (const contestant of order) measured.get(contestant)?.push(await takeTurn(contestant, round));
    process.stderr.write(`${name}: round ${round} of ${rounds}\n`);
  }
  return measured;
}

/** The throughput of one over another's, round by round: what a round shares, both have met. */
export function ratios<Contestant extends string>(
  measured: Rounds<Contestant>,
  one: Contestant,
  other: Contestant,
): number[] {
  const others = measured.get(other) ?? [];
  return (measured.get(one) ?? []).map((run, round) => run.perSecond / (others[round]?.perSecond ?? Number.NaN));
}

export interface Comparison<Contestant extends string> {
  /** What is measured, and in what it is counted. */
  readonly columns: readonly [name: string, unit: string];
  /** What stands behind a baseline. */
  readonly behind: string;
  /** Those that the others are compared with. */
  readonly ours: readonly Contestant[];
}

export function comparisonTable<Contestant extends string>(
  measured: Rounds<Contestant>,
  { columns, behind, ours }: Comparison<Contestant>,
): string {
  const present = ours.filter((contestant) => measured.has(contestant));
  const rows = [...measured].map(([contestant, runs]) => [
    contestant,
    spread(runs.map((run) => run.perSecond)),
    spread(
      runs.map((run) => run.p50),
      1,
    ),
    spread(
      runs.map((run) => run.p99),
      1,
    ),
    spread(runs.map((run) => run.cpu)),
    runs.every((run) => run.cpuBehind === undefined) ? '' : spread(runs.map((run) => run.cpuBehind ?? 0)),
    ...present.map((one) => (one === contestant ? '' : `× ${spread(ratios(measured, one, contestant), 2)}`)),
  ]);
  const is = present.map((one) => `${one} is`);
  return table([...columns, 'p50 ms', 'p99 ms', 'CPU µs', `${behind} CPU µs`, ...is], rows);
}
