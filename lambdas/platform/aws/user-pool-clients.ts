import {
  AddUserPoolClientSecretCommand,
  CognitoIdentityProviderClient,
  CreateUserPoolClientCommand,
  DeleteUserPoolClientCommand,
  DeleteUserPoolClientSecretCommand,
  ListUserPoolClientSecretsCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-cognito-identity-provider';
import { CLIENT_SETTINGS } from './client-settings.ts';

interface Pool {
  readonly userPoolID: string;
  readonly resourceServer: string;
}

/**
 * Programs of a user pool, which makes their secrets and keeps them. What is made twice, because an answer was lost, is
 * registered nowhere of ours, and so is given tokens that allow nothing.
 */
export function userPoolClients({ userPoolID, resourceServer }: Pool, client = cognitoClient()) {
  const UserPoolId = userPoolID;

  return {
    async make({ name, scopes }: { readonly name: string; readonly scopes: readonly string[] }) {
      const { UserPoolClient: made } = await client.send(
        new CreateUserPoolClientCommand({
          UserPoolId,
          ClientName: name,
          GenerateSecret: true,
          AllowedOAuthFlowsUserPoolClient: true,
          AllowedOAuthFlows: ['client_credentials'],
          AllowedOAuthScopes: scopes.map((scope) => `${resourceServer}/${scope}`),
          AccessTokenValidity: 60,
          TokenValidityUnits: { AccessToken: 'minutes' },
        }),
      );
      if (!made?.ClientId || !made.ClientSecret) throw new Error('Cognito made a program without a secret.');
      return { clientID: made.ClientId, secret: made.ClientSecret, secretHashes: [] };
    },

    /** A program has two secrets at the most, so the older one makes room. */
    async replace(clientID: string): Promise<string | undefined> {
      const secrets = await newestFirst(clientID);
      if (!secrets) return undefined;
      if (secrets.length > 1) await deleteSecret(clientID, secrets.at(-1));
      const { ClientSecretDescriptor: added } = await client.send(
        new AddUserPoolClientSecretCommand({ UserPoolId, ClientId: clientID }),
      );
      if (!added?.ClientSecretValue) throw new Error('Cognito made a secret and did not tell it.');
      return added.ClientSecretValue;
    },

    async endOverlap(clientID: string): Promise<boolean> {
      const secrets = (await newestFirst(clientID)) ?? [];
      if (secrets.length < 2) return false;
      await deleteSecret(clientID, secrets.at(-1));
      return true;
    },

    async forget(clientID: string): Promise<void> {
      await unlessAbsent(client.send(new DeleteUserPoolClientCommand({ UserPoolId, ClientId: clientID })));
    },
  };

  async function newestFirst(clientID: string) {
    const listed = await unlessAbsent(
      client.send(new ListUserPoolClientSecretsCommand({ UserPoolId, ClientId: clientID })),
    );
    return listed?.ClientSecrets?.toSorted(
      (a, b) => Number(b.ClientSecretCreateDate ?? 0) - Number(a.ClientSecretCreateDate ?? 0),
    );
  }

  async function deleteSecret(clientID: string, secret: { readonly ClientSecretId?: string } | undefined) {
    const ClientSecretId = secret?.ClientSecretId;
    await unlessAbsent(
      client.send(new DeleteUserPoolClientSecretCommand({ UserPoolId, ClientId: clientID, ClientSecretId })),
    );
  }
}

async function unlessAbsent<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

/** It is a person who waits, and Cognito takes a second now and then. */
function cognitoClient(): CognitoIdentityProviderClient {
  return new CognitoIdentityProviderClient({
    ...CLIENT_SETTINGS,
    requestHandler: { ...CLIENT_SETTINGS.requestHandler, requestTimeout: 5_000 },
  });
}
