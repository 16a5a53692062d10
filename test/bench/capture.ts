import { join } from 'node:path';
import { startLiftline } from '../load/liftline.ts';
import { ROOT, type Server, startServer } from '../load/server.ts';
import { cpuMicroseconds, spread, table } from './figures.ts';
import { type Broker, startRabbitMQ } from './rabbitmq.ts';
import { type Load, runWrk } from './wrk.ts';

/** One measured run of one server. */
interface Run extends Load {
  /** Of the server's process. */
  readonly cpuMicroseconds: number;
  /** Of the broker behind it, where there is one. */
  readonly brokerMicroseconds: number;
}

export type Contestant = 'liftline' | 'fastify + RabbitMQ' | 'do nothing';
export type CaptureRounds = Record<Contestant, Run[]>;

/** A server's code is compiled for speed only once it has run for a while: here, after some 50,000 requests. */
const WARM_SECONDS = 8;
const MEASURED_SECONDS = 5;

/**
 * Capture, one scan a POST. In each round every contestant has its turn, in another order each time, so that whatever
 * else the machine does meets all of them; each turn is a new process on an empty folder, warmed before it counts.
 */
export async function measureCapture({ rounds, folder }: { rounds: number; folder: string }): Promise<CaptureRounds> {
  const measured: CaptureRounds = { liftline: [], 'fastify + RabbitMQ': [], 'do nothing': [] };
  const contestants = Object.keys(measured) as Contestant[];
  const broker = await startRabbitMQ(join(folder, 'rabbitmq'));

  try {
    for (let round = 1; round <= rounds; round++) {
      const order = contestants.map((_, turn) => contestants[(round + turn) % contestants.length] as Contestant);
      for (const contestant of order) {
        measured[contestant].push(await takeTurn({ contestant, round, folder, broker }));
      }
      process.stderr.write(`capture: round ${round} of ${rounds}\n`);
    }
  } finally {
    await broker.stop();
  }
  return measured;
}

interface Turn {
  readonly contestant: Contestant;
  readonly round: number;
  readonly folder: string;
  readonly broker: Broker;
}

async function takeTurn({ contestant, round, folder, broker }: Turn): Promise<Run> {
  const start: Record<Contestant, () => Promise<Server>> = {
    liftline: () => startLiftline(join(folder, `capture-${round}`)),
    'fastify + RabbitMQ': () => startBaseline('fastify-rabbitmq', { folder, env: { AMQP_URL: broker.url } }),
    'do nothing': () => startBaseline('do-nothing', { folder }),
  };
  const server = await start[contestant]();

  try {
    await runWrk({ target: server, script: 'capture.lua', seed: round, seconds: WARM_SECONDS });
    const [before, brokerBefore] = [cpuMicroseconds(server.pid), cpuMicroseconds(broker.pid)];
    const load = await runWrk({
      target: server,
      script: 'capture.lua',
      seed: 1_000 + round,
      seconds: MEASURED_SECONDS,
    });
    return {
      ...load,
      cpuMicroseconds: (cpuMicroseconds(server.pid) - before) / load.requests,
      brokerMicroseconds: (cpuMicroseconds(broker.pid) - brokerBefore) / load.requests,
    };
  } finally {
    await server.kill();
  }
}

/** Liftline's throughput over another's, round by round: what a round shares, both have met. */
export function ratios(measured: CaptureRounds, baseline: Contestant): number[] {
  return measured.liftline.map((run, round) => run.perSecond / (measured[baseline][round]?.perSecond ?? Number.NaN));
}

export function captureTable(measured: CaptureRounds): string {
  const columns = ['capture', 'scans/s', 'p50 ms', 'p99 ms', 'CPU µs', 'broker CPU µs', 'liftline is'];
  const rows = (Object.entries(measured) as [Contestant, Run[]][]).map(([contestant, runs]) => [
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
    spread(runs.map((run) => run.cpuMicroseconds)),
    contestant === 'fastify + RabbitMQ' ? spread(runs.map((run) => run.brokerMicroseconds)) : '',
    contestant === 'liftline' ? '' : `× ${spread(ratios(measured, contestant), 2)}`,
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
