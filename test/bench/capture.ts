import { join } from 'node:path';
import { startLiftline } from '../load/liftline.ts';
import { ROOT, type Server, startServer } from '../load/server.ts';
import { cpuMicroseconds, spread, table } from './figures.ts';
import { type Broker, startRabbitMQ } from './rabbitmq.ts';
import { runWrk } from './wrk.ts';

/** One measured run of one server. */
interface Run {
  readonly scansPerSecond: number;
  /** Of a request. */
  readonly p50: number;
  readonly p99: number;
  /** Of the server's process, for a scan. */
  readonly cpuMicroseconds: number;
  /** Of the broker behind it, where there is one, for a scan. */
  readonly brokerMicroseconds: number;
}

export const contestants = ['liftline', 'liftline, 25 a POST', 'fastify + RabbitMQ', 'do nothing'] as const;
export type Contestant = (typeof contestants)[number];
export type CaptureRounds = ReadonlyMap<Contestant, readonly Run[]>;

/** A server's code is compiled for speed only once it has run for a while: here, after some 50,000 requests. */
const WARM_SECONDS = 8;
const MEASURED_SECONDS = 5;

/**
 * Capture under the course's load. In each round every contestant has its turn, in another order each time, so that
 * whatever else the machine does meets all of them; each turn is a new process on an empty folder, warmed before it counts.
 */
export async function measureCapture({ contestants, rounds, folder }: CaptureOptions): Promise<CaptureRounds> {
  const measured = new Map(contestants.map((contestant): [Contestant, Run[]] => [contestant, []]));
  const broker = await startRabbitMQ(join(folder, 'rabbitmq'));

  try {
    for (let round = 1; round <= rounds; round++) {
      const order = contestants.map((_, turn) => contestants[(round + turn) % contestants.length] as Contestant);
      for (const contestant of order) {
        measured.get(contestant)?.push(await takeTurn({ contestant, round, folder, broker }));
      }
      process.stderr.write(`capture: round ${round} of ${rounds}\n`);
    }
  } finally {
    await broker.stop();
  }
  return measured;
}

interface CaptureOptions {
  readonly contestants: readonly Contestant[];
  readonly rounds: number;
  readonly folder: string;
}

interface Turn {
  readonly contestant: Contestant;
  readonly round: number;
  readonly folder: string;
  readonly broker: Broker;
}

async function takeTurn({ contestant, round, folder, broker }: Turn): Promise<Run> {
  const ownFolder = join(folder, `${contestant}-${round}`);
  const start: Record<Contestant, () => Promise<Server>> = {
    liftline: () => startLiftline(ownFolder),
    'liftline, 25 a POST': () => startLiftline(ownFolder),
    'fastify + RabbitMQ': () => startBaseline('fastify-rabbitmq', { folder, env: { AMQP_URL: broker.url } }),
    'do nothing': () => startBaseline('do-nothing', { folder }),
  };
  const [script, scansARequest] =
    contestant === 'liftline, 25 a POST' ? (['capture-batch.lua', 25] as const) : (['capture.lua', 1] as const);
  const server = await start[contestant]();

  try {
    await runWrk({ target: server, script, seed: round, seconds: WARM_SECONDS });
    const [before, brokerBefore] = [cpuMicroseconds(server.pid), cpuMicroseconds(broker.pid)];
    const load = await runWrk({ target: server, script, seed: 1_000 + round, seconds: MEASURED_SECONDS });
    const scans = load.requests * scansARequest;
    return {
      scansPerSecond: load.perSecond * scansARequest,
      p50: load.p50,
      p99: load.p99,
      cpuMicroseconds: (cpuMicroseconds(server.pid) - before) / scans,
      brokerMicroseconds: (cpuMicroseconds(broker.pid) - brokerBefore) / scans,
    };
  } finally {
    await server.kill();
  }
}

/** The throughput of one over another's, round by round: what a round shares, both have met. */
export function ratios(measured: CaptureRounds, one: Contestant, other: Contestant): number[] {
  const others = measured.get(other) ?? [];
  return (measured.get(one) ?? []).map(
    (run, round) => run.scansPerSecond / (others[round]?.scansPerSecond ?? Number.NaN),
  );
}

export function captureTable(measured: CaptureRounds): string {
  const ours = (['liftline', 'liftline, 25 a POST'] as const).filter((contestant) => measured.has(contestant));
  const columns = [
    'capture',
    'scans/s',
    'p50 ms',
    'p99 ms',
    'CPU µs',
    'broker CPU µs',
    ...ours.map((one) => `${one} is`),
  ];
  const rows = [...measured].map(([contestant, runs]) => [
    contestant,
    spread(runs.map((run) => run.scansPerSecond)),
    spread(
      runs.map((run) => run.p50),
      1,
    ),
    spread(
      runs.map((run) => run.p99),
      1,
    ),
    spread(runs.map((run) => run.cpuMicroseconds)),
    contestant === 'fastify + RabbitMQ' ? spread(runs.map((run) => run.brokerMicroseconds)) : '',
    ...ours.map((one) => (one === contestant ? '' : `× ${spread(ratios(measured, one, contestant), 2)}`)),
  ]);
  return table(columns, rows);
}

function startBaseline(name: string, { folder, env }: { folder: string; env?: NodeJS.ProcessEnv }): Promise<Server> {
  return startServer({
    program: process.execPath,
    args: [`test/bench/baselines/${name}.ts`],
    folder: ROOT,
    log: join(folder, `${name}.log`),
    env: { ...process.env, ...env },
  });
}
