import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminInitiateAuthCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import { decodeJwt, type JWTPayload } from 'jose';
import type { Cloud } from './cloud.ts';
import type { Stage } from './stage.ts';

/** The user pool of a stage, and what its tokens say; nobody knows who signed them, because the emulator does not. */
export function userPoolOf({ connection }: Cloud, { outputs }: Stage) {
  const { UserPoolId = '', GuestsClientId } = outputs;
  const { endpoint } = connection;

  return {
    /**
     * What the pool is told of a program's token, by the deployed trigger. MiniStack waits for a trigger in a way in which
     * it cannot answer the trigger's own call to a table, so the trigger is called from outside.
     */
    async grantedTo(clientID: string): Promise<Granted | undefined> {
      const response = await fetch(`${endpoint}/2015-03-31/functions/liftline-dev-grantClaims/invocations`, {
        method: 'POST',
        body: JSON.stringify({
          triggerSource: 'TokenGeneration_ClientCredentials',
          callerContext: { clientId: clientID },
          request: { userAttributes: {}, groupConfiguration: {} },
        }),
      });
      const { response: told } = (await response.json()) as { response?: Told };
      return told?.claimsAndScopeOverrideDetails.accessTokenGeneration;
    },

    /** With the id and secret of a program, or not at all; the emulator has one domain for all pools. */
    async programSignsIn({ clientID, secret }: { clientID: string; secret: string }): Promise<boolean> {
      const response = await fetch(`${endpoint}/oauth2/token`, {
        method: 'POST',
        headers: { Authorization: `Basic ${Buffer.from(`${clientID}:${secret}`).toString('base64')}` },
        body: new URLSearchParams({ grant_type: 'client_credentials' }),
      });
      return response.ok;
    },

    /** Makes a person and signs them in; by password, where an app would prove that it knows it (SRP). */
    async personSignsIn({ name, skierID, isStaff }: Person): Promise<JWTPayload> {
      const cognito = new CognitoIdentityProviderClient(connection);
      const who = { UserPoolId, Username: name };
      const AuthParameters = { USERNAME: name, PASSWORD: 'Correct-horse-7' };
      await cognito.send(
        new AdminCreateUserCommand({ ...who, UserAttributes: [{ Name: 'custom:skierID', Value: String(skierID) }] }),
      );
      await cognito.send(
        new AdminSetUserPasswordCommand({ ...who, Password: AuthParameters.PASSWORD, Permanent: true }),
      );
      if (isStaff) await cognito.send(new AdminAddUserToGroupCommand({ ...who, GroupName: 'staff' }));
      const AuthFlow = 'ADMIN_USER_PASSWORD_AUTH';
      const { AuthenticationResult: result } = await cognito.send(
        new AdminInitiateAuthCommand({ UserPoolId, ClientId: GuestsClientId, AuthFlow, AuthParameters }),
      );
      cognito.destroy();
      return decodeJwt(result?.AccessToken ?? '');
    },
  };
}

interface Told {
  readonly claimsAndScopeOverrideDetails: { readonly accessTokenGeneration: Granted };
}

interface Granted {
  readonly claimsToAddOrOverride: { readonly usageKey?: string };
}

interface Person {
  readonly name: string;
  readonly skierID: number;
  readonly isStaff: boolean;
}
