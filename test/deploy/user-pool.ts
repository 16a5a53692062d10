import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminInitiateAuthCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import { issuerKeys } from '../../lambdas/identity/issuer-keys.ts';
import { tokenVerifier, type Verified } from '../../lambdas/identity/verify-token.ts';
import { clock } from '../../lib/local/platform.ts';
import type { Cloud } from './cloud.ts';
import type { Stage } from './stage.ts';

/** The user pool of a stage: its tokens, and what our authorizer would think of them. */
export function userPoolOf({ connection }: Cloud, { outputs }: Stage) {
  const { UserPoolId = '', GuestsClientId } = outputs;
  const { endpoint } = connection;
  const verify = tokenVerifier({
    issuer: `https://cognito-idp.${connection.region}.amazonaws.com/${UserPoolId}`,
    keys: issuerKeys({ jwksUri: `${endpoint}/${UserPoolId}/.well-known/jwks.json`, clock }),
    resourceServer: 'liftline',
    now: () => new Date(),
  });

  return {
    /** With the id and secret of a program; the emulator has one domain for all pools. */
    async programSignsIn({ clientID, secret }: { clientID: string; secret: string }): Promise<Verified> {
      const response = await fetch(`${endpoint}/oauth2/token`, {
        method: 'POST',
        headers: { Authorization: `Basic ${Buffer.from(`${clientID}:${secret}`).toString('base64')}` },
        body: new URLSearchParams({ grant_type: 'client_credentials' }),
      });
      const { access_token: token = '' } = (await response.json()) as { access_token?: string };
      return verify(token);
    },

    /** Makes a person and signs them in; by password, where an app would prove that it knows it (SRP). */
    async personSignsIn({ name, skierID, isStaff }: Person): Promise<Verified> {
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
      return verify(result?.AccessToken ?? '');
    },
  };
}

interface Person {
  readonly name: string;
  readonly skierID: number;
  readonly isStaff: boolean;
}
