import type { APIGatewayProxyEvent, APIGatewayRequestAuthorizerEvent, Context } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { principalOf } from '#platform/aws/authorizer-context.ts';
import { authorizerHandler } from '#platform/aws/authorizer-handler.ts';
import type { Principal } from '#platform/call.ts';

const principal: Principal = { sub: 'gate-7', scopes: new Set(['rides:read', 'rides:write']) };

describe('the authorizer of the API', () => {
  it('allows the whole API to a good token, because the gateway remembers the answer for every route', async () => {
    const answer = await authorize('Bearer good');

    expect(answer).toMatchObject({
      principalId: 'gate-7',
      policyDocument: {
        Statement: [{ Effect: 'Allow', Resource: 'arn:aws:execute-api:eu-west-1:123456789012:api/dev/*' }],
      },
    });
  });

  it('tells the functions who calls, until the token ends', async () => {
    const { context } = await authorize('bearer good');
    const event = { requestContext: { authorizer: context } } as unknown as APIGatewayProxyEvent;

    expect(principalOf(event, 999_999)).toEqual(principal);
    expect(principalOf(event, 1_000_000)).toBeUndefined();
  });

  it.each([{ resorts: [7, 12] }, { resorts: [] }, { clientID: 'partner-2' }, { skierID: 123 }])(
    'tells the functions %j of a token, as text, which is all that the gateway carries',
    async (claims) => {
      const { context } = await authorize('Bearer good', { ...principal, ...claims });
      const event = { requestContext: { authorizer: context } } as unknown as APIGatewayProxyEvent;

      expect(Object.values(context ?? {}).every((value) => typeof value === 'string')).toBe(true);
      expect(principalOf(event, 999_999)).toEqual({ ...principal, ...claims });
    },
  );

  it.each([
    ['its own, where its token names one of this API', 'apixtill4x600', 'apixtill4x600'],
    ['that of everybody, where the key was made for another API', 'oldxtill4x600', 'everybody'],
    ['that of everybody, where its token names none', undefined, 'everybody'],
  ])('has a caller counted by a key that is there: %s', async (_, usageKey, counted) => {
    const answer = await authorize('Bearer good', { ...principal, ...(usageKey !== undefined && { usageKey }) });

    expect(answer.usageIdentifierKey).toBe(counted);
  });

  it.each(['Bearer bad', 'Basic good', 'good', ''])(
    'refuses %j in the one word that the gateway answers with 401',
    async (header) => {
      await expect(authorize(header)).rejects.toThrow(/^Unauthorized$/);
    },
  );

  it('fails otherwise when the keys of the issuer cannot be had, which the gateway answers with 503', async () => {
    await expect(authorize('Bearer unknowable')).rejects.toThrow(/could not be had/);
  });
});

function authorize(header: string, bearer = principal) {
  const handler = authorizerHandler('everybody', () => async (token) => {
    if (token === 'good') return { kind: 'verified', principal: bearer, expiresAt: 1_000 };
    return { kind: token === 'unknowable' ? 'unavailable' : 'refused' };
  });
  const event = {
    methodArn: 'arn:aws:execute-api:eu-west-1:123456789012:api/dev/GET/skiers/1',
    multiValueHeaders: { Authorization: [header] },
    requestContext: { apiId: 'api' },
  } as unknown as APIGatewayRequestAuthorizerEvent;
  return handler(event, { getRemainingTimeInMillis: () => 10_000 } as Context);
}
