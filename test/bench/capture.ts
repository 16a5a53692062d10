import { join } from 'node:path';
import { startLiftline } from '../load/liftline.ts';
import type { Server } from '../load/server.ts';
import { startBaseline } from './baselines.ts';
import { cpuMicroseconds } from './figures.ts';
import { type Broker, startRabbitMQ } from './rabbitmq.ts';
import { comparisonTable, inRounds, MEASURED_SECONDS, type Rounds, type Run, WARM_SECONDS } from './rounds.ts';
import { runWrk } from './wrk.ts';

export const contestants = ['liftline', 'liftline, 25 a POST', 'fastify + RabbitMQ', 'do nothing'] as const;
type Contestant = (typeof contestants)[number];

/** Capture under the course's load. */
export async function measureCapture({ contestants, rounds, folder }: CaptureOptions): Promise<Rounds<Contestant>> {
  const broker = await startRabbitMQ(join(folder, 'rabbitmq'));
  try {
    return await inRounds({
      name: 'capture',
      contestants,
      rounds,
      takeTurn: (contestant, round) => takeTurn({ contestant, round, folder, broker }),
    });
  } finally {
    await broker.stop();
  }
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
    const cpuOfBroker = (cpuMicroseconds(broker.pid) - brokerBefore) / scans;
    return {
      perSecond: load.perSecond * scansARequest,
      p50: load.p50,
      p99: load.p99,
      cpu: (cpuMicroseconds(server.pid) - before) / scans,
      cpuBehind: contestant === 'fastify + RabbitMQ' ? cpuOfBroker : undefined,
    };
  } finally {
    await server.kill();
  }
}

export function captureTable(measured: Rounds<Contestant>): string {
  return comparisonTable(measured, {
    columns: ['capture', 'scans/s'],
    behind: 'broker',
    ours: ['liftline', 'liftline, 25 a POST'],
  });
}
