import type { APIGatewayProxyEvent } from 'aws-lambda';
import type { Principal, Scope } from '../call.ts';

/** What the authorizer tells every function about the token, as the strings that the gateway carries and caches. */
type AuthorizerContext = Record<'sub' | 'scopes' | 'exp', string>;

export function contextOf({ sub, scopes }: Principal, expiresAt: number): AuthorizerContext {
  return { sub, scopes: [...scopes].join(' '), exp: String(expiresAt) };
}

/** Nobody where no token was asked for, and where the gateway's cached answer has outlived its token. */
export function principalOf({ requestContext }: APIGatewayProxyEvent, nowMs: number): Principal | undefined {
  const { sub, scopes = '', exp } = (requestContext.authorizer ?? {}) as Partial<AuthorizerContext>;
  if (!sub || !(nowMs < Number(exp) * 1_000)) return undefined;
  return { sub, scopes: new Set(scopes.split(' ') as Scope[]) };
}
