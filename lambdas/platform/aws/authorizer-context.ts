import type { APIGatewayProxyEvent } from 'aws-lambda';
import type { Principal, Scope } from '../call.ts';

/** What the authorizer tells every function about the token, as the strings that the gateway carries and caches. */
interface AuthorizerContext {
  readonly sub: string;
  readonly scopes: string;
  readonly exp: string;
  /** A JSON array; absent where the token is bound to no resorts, which an empty one would not say. */
  readonly resorts?: string;
  readonly clientID?: string;
  readonly skierID?: string;
}

export function contextOf(
  { sub, scopes, resorts, clientID, skierID }: Principal,
  expiresAt: number,
): Record<string, string> {
  return {
    sub,
    scopes: [...scopes].join(' '),
    exp: String(expiresAt),
    ...(resorts && { resorts: JSON.stringify(resorts) }),
    ...(clientID !== undefined && { clientID }),
    ...(skierID !== undefined && { skierID: String(skierID) }),
  } satisfies AuthorizerContext;
}

/** Nobody where no token was asked for, and where the gateway's cached answer has outlived its token. */
export function principalOf({ requestContext }: APIGatewayProxyEvent, nowMs: number): Principal | undefined {
  const context = (requestContext.authorizer ?? {}) as Partial<AuthorizerContext>;
  const { sub, scopes = '', exp, resorts, clientID, skierID } = context;
  if (!sub || !(nowMs < Number(exp) * 1_000)) return undefined;
  return {
    sub,
    scopes: new Set(scopes.split(' ') as Scope[]),
    ...(resorts !== undefined && { resorts: JSON.parse(resorts) as number[] }),
    ...(clientID !== undefined && { clientID }),
    ...(skierID !== undefined && { skierID: Number(skierID) }),
  };
}
