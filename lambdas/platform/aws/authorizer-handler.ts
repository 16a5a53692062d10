import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent, Context } from 'aws-lambda';
import type { Principal } from '../call.ts';
import { bearerToken } from '../prelude.ts';
import { contextOf } from './authorizer-context.ts';
import { lambdaHandler } from './lambda-handler.ts';
import { type ProcessPlatform, processPlatform } from './platform.ts';
import { headersOf } from './request.ts';

type Verdict =
  | { readonly kind: 'verified'; readonly principal: Principal; readonly expiresAt: number }
  | { readonly kind: 'refused' }
  | { readonly kind: 'unavailable' };

/**
 * The REQUEST authorizer of an API. It says who calls and allows the whole API, because the gateway caches its answer
 * for every route: the scope of a route and the end of the token are checked by the function behind it. It also names the
 * API key that the gateway is to count the request by; `sharedKey` is everybody's who has no limit of their own.
 */
export function authorizerHandler(
  sharedKey: string,
  wire: (platform: ProcessPlatform) => (token: string) => Promise<Verdict>,
) {
  const tools = processPlatform();
  const verify = wire(tools.platform);

  return lambdaHandler(tools, async (event: APIGatewayRequestAuthorizerEvent, _context: Context) => {
    const token = bearerToken({ headers: headersOf(event) });
    const verdict = token === undefined ? { kind: 'refused' as const } : await verify(token);

    switch (verdict.kind) {
      case 'verified':
        return { ...allowAll(event.methodArn, verdict), usageIdentifierKey: usageKeyOf(event, verdict.principal) };
      case 'refused':
        // The one message that API Gateway turns into a 401; any other is a failure of the authorizer.
        throw new Error('Unauthorized');
      case 'unavailable':
        throw new KeysUnavailable('The keys of the token issuer could not be had');
    }
  });

  /** A key that was made for another API, such as the one before this stage was deployed anew, is in none of its plans. */
  function usageKeyOf({ requestContext }: APIGatewayRequestAuthorizerEvent, { usageKey }: Principal): string {
    return usageKey?.startsWith(requestContext.apiId) ? usageKey : sharedKey;
  }
}

/** The gateway answers AUTHORIZER_FAILURE, which is a 503 problem of ours: a good token must not be called bad. */
class KeysUnavailable extends Error {
  override readonly name = 'KeysUnavailable';
}

function allowAll(
  methodArn: string,
  { principal, expiresAt }: { principal: Principal; expiresAt: number },
): APIGatewayAuthorizerResult {
  // arn:aws:execute-api:REGION:ACCOUNT:API/STAGE/METHOD/PATH
  const everyRoute = `${methodArn.split('/', 2).join('/')}/*`;
  return {
    principalId: principal.sub,
    policyDocument: {
      Version: '2012-10-17',
      Statement: [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: everyRoute }],
    },
    context: contextOf(principal, expiresAt),
  };
}
