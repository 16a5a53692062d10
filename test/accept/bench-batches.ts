import { mkdirSync } from 'node:fs';
import { captureTable, measureCapture } from '../bench/capture.ts';
import { installPackages } from '../bench/debian.ts';
import { median, spread } from '../bench/figures.ts';
import { ratios } from '../bench/rounds.ts';
import { type AcceptanceLine, finding } from './line.ts';

const ROUNDS = 5;
const CONTESTANTS = ['liftline, 25 a POST', 'fastify + RabbitMQ'] as const;

export const benchBatches: AcceptanceLine = {
  name: 'bench-batches',
  says: 'capture of 25 scans a POST does at least ten times the scans of fastify with RabbitMQ',
  async *check(folder) {
    mkdirSync(folder);
    installPackages();
    const measured = await measureCapture({ contestants: CONTESTANTS, rounds: ROUNDS, folder });
    process.stdout.write(captureTable(measured));

    const overRabbitMQ = ratios(measured, ...CONTESTANTS);
    yield finding(median(overRabbitMQ) >= 10, 'times fastify + RabbitMQ, at least 10', spread(overRabbitMQ, 2));
  },
};
