import { mkdirSync } from 'node:fs';
import { captureTable, measureCapture } from '../bench/capture.ts';
import { installPackages } from '../bench/debian.ts';
import { median, spread } from '../bench/figures.ts';
import { ratios } from '../bench/rounds.ts';
import { type AcceptanceLine, finding } from './line.ts';

const ROUNDS = 5;
const BASELINES = ['fastify + RabbitMQ', 'do nothing'] as const;

export const benchRatios: AcceptanceLine = {
  name: 'bench-ratios',
  says: 'capture does at least twice the scans of fastify with RabbitMQ and a quarter of a server that does nothing',
  async *check(folder) {
    mkdirSync(folder);
    installPackages();
    const measured = await measureCapture({ contestants: [...BASELINES, 'liftline'], rounds: ROUNDS, folder });
    process.stdout.write(captureTable(measured));

    const [overRabbitMQ = [], overNothing = []] = BASELINES.map((baseline) => ratios(measured, 'liftline', baseline));
    yield finding(median(overRabbitMQ) >= 2, 'times fastify + RabbitMQ, at least 2', spread(overRabbitMQ, 2));
    yield finding(median(overNothing) >= 0.25, 'times the do-nothing server, at least 0.25', spread(overNothing, 2));
  },
};
