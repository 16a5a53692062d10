import type { Context } from 'aws-lambda';
import { causeOf } from '../failure.ts';
import type { Log } from '../log.ts';
import { withinInvocation } from './deadline.ts';
import { lambdaHandler } from './lambda-handler.ts';
import { logOn } from './log.ts';
import { type ProcessPlatform, processPlatform } from './platform.ts';

/** What a schedule calls, and nobody waits for. Lambda calls it again when it fails, so it must bear that. */
export function scheduledHandler(wire: (platform: ProcessPlatform) => (log: Log) => Promise<void>) {
  const { platform, logger, metrics } = processPlatform();
  const work = wire(platform);
  const log = logOn(logger);

  return lambdaHandler({ logger, metrics }, async (_event: unknown, context: Context) => {
    try {
      await withinInvocation(context.getRemainingTimeInMillis(), () => work(log));
    } catch (error) {
      log.error('scheduled work failed', { cause: causeOf(error) });
      throw error;
    }
  });
}
