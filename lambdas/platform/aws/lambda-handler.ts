import type { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import type { Metrics } from '@aws-lambda-powertools/metrics';
import middy, { type MiddlewareObj } from '@middy/core';
import type { Context } from 'aws-lambda';

/** What all our handlers share: logs know their invocation and forget it afterwards, and metrics leave with the answer. */
export function lambdaHandler<Event, Result>(
  { logger, metrics }: { logger: Logger; metrics: Metrics },
  handle: (event: Event, context: Context) => Promise<Result>,
) {
  return middy(handle)
    .use(injectLambdaContext(logger, { resetKeys: true }))
    .use(publish(metrics));
}

/** Powertools' own `logMetrics` writes a warning for each invocation that counted nothing, such as a health check. */
function publish(metrics: Metrics): MiddlewareObj {
  const flush = () => {
    if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
  };
  return { after: flush, onError: flush };
}
