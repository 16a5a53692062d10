import type { Context, PreTokenGenerationV3TriggerEvent } from 'aws-lambda';
import { expect, it } from 'vitest';
import { tokenTriggerHandler } from '#platform/aws/token-trigger-handler.ts';
import { scopes } from '#platform/call.ts';
import { grantClaims } from '../../../lambdas/identity/grant-claims.ts';

const till = {
  clientID: 'till-4',
  name: 'Till 4',
  scopes: ['accounts:read', 'accounts:till'],
  resorts: [7, 12],
  requestsPerMinute: 600,
  usageKey: 'apixtill4x600',
  createdAt: '2026-01-10T09:00:00.000Z',
  secretHashes: [],
};

it('leaves a program what it was registered for, and binds it to its resorts', async () => {
  const { claimsToAddOrOverride, scopesToAdd, scopesToSuppress } = await granted({
    triggerSource: 'TokenGeneration_ClientCredentials',
    scopes: ['liftline/accounts:read', 'liftline/rides:admin'],
  });

  expect(claimsToAddOrOverride).toEqual({ resorts: [7, 12], requestsPerMinute: 600, usageKey: 'apixtill4x600' });
  expect(scopesToAdd).toEqual([]);
  expect(scopesToSuppress).toEqual(['liftline/rides:admin']);
});

it('takes every scope of ours from a program that is not registered', async () => {
  const { claimsToAddOrOverride, scopesToSuppress } = await granted({
    triggerSource: 'TokenGeneration_ClientCredentials',
    clientId: 'made-twice',
  });

  expect(claimsToAddOrOverride).toEqual({});
  expect(scopesToSuppress).toEqual(scopes.map((scope) => `liftline/${scope}`));
});

it('gives a guest what guests may do, and their pass', async () => {
  const { claimsToAddOrOverride, scopesToAdd, scopesToSuppress } = await granted({
    triggerSource: 'TokenGeneration_Authentication',
    attributes: { sub: 'ida', 'custom:skierID': '123' },
  });

  expect(claimsToAddOrOverride).toEqual({ skierID: '123' });
  expect(scopesToAdd).toEqual([
    'liftline/rides:read',
    'liftline/accounts:read',
    'liftline/accounts:write',
    'liftline/forecasts:read',
  ]);
  expect(scopesToSuppress).toContain('liftline/accounts:all');
});

it('gives staff everything, within their resorts where they have some', async () => {
  const { claimsToAddOrOverride, scopesToAdd } = await granted({
    triggerSource: 'TokenGeneration_RefreshTokens',
    attributes: { sub: 'ann', 'custom:resorts': '7, 12' },
    groups: ['staff'],
  });

  expect(claimsToAddOrOverride).toEqual({ resorts: '7, 12' });
  expect(scopesToAdd).toEqual(scopes.map((scope) => `liftline/${scope}`));
});

it('says nothing of a token where the registrations cannot be read, so that Cognito signs none', async () => {
  const broken = tokenTriggerHandler('liftline', () =>
    grantClaims({
      directory: {
        client: async () => {
          throw new Error('DynamoDB could not be read');
        },
      },
    }),
  );

  await expect(broken(eventOf({ triggerSource: 'TokenGeneration_ClientCredentials' }), context)).rejects.toThrow(
    'DynamoDB could not be read',
  );
});

interface Given {
  readonly triggerSource: string;
  readonly clientId?: string;
  readonly scopes?: readonly string[];
  readonly attributes?: Readonly<Record<string, string>>;
  readonly groups?: readonly string[];
}

async function granted(given: Given) {
  const handler = tokenTriggerHandler('liftline', () =>
    grantClaims({ directory: { client: async (id) => (id === till.clientID ? till : undefined) } }),
  );
  const { response } = await handler(eventOf(given), context);
  return response.claimsAndScopeOverrideDetails.accessTokenGeneration;
}

/** As Cognito documents it; of a program it says nothing but who it is and what it has asked for. */
function eventOf({ triggerSource, clientId = 'till-4', scopes: asked, attributes = {}, groups = [] }: Given) {
  return {
    version: '3',
    triggerSource,
    region: 'eu-central-1',
    userPoolId: 'eu-central-1_pool',
    userName: clientId,
    callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId },
    request: {
      userAttributes: attributes,
      groupConfiguration: { groupsToOverride: groups },
      ...(asked && { scopes: asked }),
    },
    response: { claimsAndScopeOverrideDetails: {} },
  } as unknown as PreTokenGenerationV3TriggerEvent;
}

const context = { getRemainingTimeInMillis: () => 5_000 } as Context;
