import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Platform } from '../platform.ts';

/**
 * What every function has of the world, whatever it does. Tables and queues are bound by the handlers that use them,
 * so that no function carries a client that it never calls.
 */
export type ProcessPlatform = Pick<Platform, 'clock' | 'random' | 'timers' | 'metrics'>;

/** The process's platform, with the tools of Powertools that the middleware of its handler tends. */
export function processPlatform(): { platform: ProcessPlatform; logger: Logger; metrics: Metrics } {
  const logger = new Logger();
  const metrics = new Metrics();
  const platform: ProcessPlatform = {
    clock: { now: () => Date.now(), monotonic: () => performance.now() },
    random: { fraction: () => Math.random(), uuid: () => randomUUID() },
    timers: { sleep: (milliseconds) => sleep(milliseconds) },
    metrics: { count: (name, value) => metrics.addMetric(name, MetricUnit.Count, value) },
  };
  return { platform, logger, metrics };
}
