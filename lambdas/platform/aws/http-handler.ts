import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import * as z from 'zod';
import type { Answer } from '../answer.ts';
import { ANONYMOUS, type Call } from '../call.ts';
import { crossOrigin } from '../cross-origin.ts';
import { revalidated } from '../entity-tag.ts';
import { causeOf, problemOf } from '../failure.ts';
import type { RequestHead } from '../http.ts';
import type { Operation, Serve } from '../operation.ts';
import { matchPath } from '../path.ts';
import { readInput, refuseHead } from '../prelude.ts';
import { problem } from '../problem.ts';
import { render } from '../render.ts';
import { requestIdOf, traceparentOf } from '../trace.ts';
import { principalOf } from './authorizer-context.ts';
import { withinInvocation } from './deadline.ts';
import { readEnv } from './environment.ts';
import { lambdaHandler } from './lambda-handler.ts';
import { logOn } from './log.ts';
import { type ProcessPlatform, processPlatform } from './platform.ts';
import { bodyOf, requestHeadOf } from './request.ts';

/** Origins, with spaces between. */
const OriginsSetting = z
  .string()
  .default('')
  .transform((text) => text.split(' ').filter((origin) => origin !== ''));

/** One operation behind a REST API's proxy integration. `wire` runs once a process and hands the operation its ports. */
export function httpHandler<O extends Operation>(operation: O, wire: (platform: ProcessPlatform) => Serve<O>) {
  const { platform, logger, metrics } = processPlatform();
  const { clock, random } = platform;
  const log = logOn(logger);
  const serve = wire(platform);
  const tellBrowser = crossOrigin(readEnv({ ALLOWED_ORIGINS: OriginsSetting }).ALLOWED_ORIGINS);

  return lambdaHandler({ logger, metrics }, async (event: APIGatewayProxyEvent, context: Context) => {
    const startedMs = clock.monotonic();
    const request = requestHeadOf(event);
    const requestId = requestIdOf(request, random);
    const traceparent = traceparentOf(request);
    logger.appendKeys({ operationId: operation.operationId, requestId, traceparent });

    const answer = await withinInvocation(context.getRemainingTimeInMillis(), (deadlineMs) =>
      answerTo(event, request, { requestId, traceparent, deadlineMs, log }),
    );

    const head = request.method === 'HEAD';
    const rendered = render(answer, { operation, requestId, traceparent, head });
    const { status, headers, body } = tellBrowser?.(request, rendered) ?? rendered;
    log.info('request', { status, ms: Math.round(clock.monotonic() - startedMs) });
    return { statusCode: status, headers: { ...headers }, body } satisfies APIGatewayProxyResult;
  });

  /** The gateway has routed and verified the token; everything else is checked here, as in the embedded system. */
  async function answerTo(
    event: APIGatewayProxyEvent,
    request: RequestHead,
    call: Omit<Call, 'principal'>,
  ): Promise<Answer> {
    try {
      // The gateway is laxer about paths than the contract: `//`, `;x` and a trailing slash come through to here.
      if (!matchPath(operation, request.path)) return problem('not_found');

      const principal = principalOf(event, clock.now());
      const refused = refuseHead(operation, request, principal);
      if (refused) return refused;

      const read = readInput(operation, request, bodyOf(event));
      if (read.kind === 'problem') return read;

      const answer = await serve(read.input, { ...call, principal: principal ?? ANONYMOUS });
      return revalidated(answer, operation, request);
    } catch (error) {
      log.error('request failed', { cause: causeOf(error) });
      return problemOf(error, operation);
    }
  }
}
