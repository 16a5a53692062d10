import type { Context, PreTokenGenerationV2TriggerEvent, PreTokenGenerationV3TriggerEvent } from 'aws-lambda';
import { scopes as allScopes } from '../call.ts';
import type { Granted, TokenRequest } from '../token-grant.ts';
import { lambdaHandler } from './lambda-handler.ts';
import { type ProcessPlatform, processPlatform } from './platform.ts';

/** One event for both; with version 3 of the trigger the one for programs comes too ("Pre token generation Lambda trigger"). */
type TriggerEvent = PreTokenGenerationV2TriggerEvent | PreTokenGenerationV3TriggerEvent;

/**
 * The trigger that Cognito asks before it signs a token. What it throws, nobody is given a token for: Cognito answers that
 * the sign-in failed, and a program asks again.
 */
export function tokenTriggerHandler(
  resourceServer: string,
  wire: (platform: ProcessPlatform) => (request: TokenRequest) => Promise<Granted>,
) {
  const tools = processPlatform();
  const grant = wire(tools.platform);
  const named = (scope: string) => `${resourceServer}/${scope}`;

  return lambdaHandler(tools, async (event: TriggerEvent, _context: Context) => {
    const { scopes, claims } = await grant(requestOf(event));
    const asked = event.request.scopes?.filter((scope) => scope.startsWith(named('')));
    const isPerson = event.triggerSource !== 'TokenGeneration_ClientCredentials';

    return {
      ...event,
      response: {
        claimsAndScopeOverrideDetails: {
          accessTokenGeneration: {
            claimsToAddOrOverride: claims,
            // A program may ask for less than it was registered for, which must not grow; nobody asks for a person.
            scopesToAdd: isPerson || !asked ? scopes.map(named) : [],
            scopesToSuppress: allScopes
              .filter((scope) => !scopes.includes(scope))
              .map(named)
              .filter((scope) => !asked || asked.includes(scope)),
          },
        },
      },
    };
  });
}

function requestOf({ triggerSource, callerContext, request }: TriggerEvent): TokenRequest {
  if (triggerSource === 'TokenGeneration_ClientCredentials')
    return { kind: 'program', clientID: callerContext.clientId };
  const { userAttributes: attributes, groupConfiguration } = request;
  return { kind: 'person', groups: groupConfiguration.groupsToOverride ?? [], attributes };
}
