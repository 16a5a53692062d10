import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { afterEach, expect, it } from 'vitest';
import { userPoolClients } from '#platform/aws/user-pool-clients.ts';
import { type AwsWire, awsWire, type WireAnswer } from '../../fakes/aws-wire.ts';

let wire: AwsWire;
afterEach(() => wire.close());

it('makes a program that may ask for these scopes, with a secret that it tells once', async () => {
  const clients = await poolAnswering({
    CreateUserPoolClient: { body: { UserPoolClient: { ClientId: 'abc', ClientSecret: 'secret' } } },
  });

  const made = await clients.make({ name: 'Till 4', scopes: ['accounts:till'] });

  expect(made).toEqual({ clientID: 'abc', secret: 'secret', secretHashes: [] });
  expect(wire.commands).toMatchObject([
    {
      name: 'CreateUserPoolClient',
      input: {
        UserPoolId: 'pool',
        ClientName: 'Till 4',
        GenerateSecret: true,
        AllowedOAuthFlows: ['client_credentials'],
        AllowedOAuthScopes: ['liftline/accounts:till'],
      },
    },
  ]);
});

it('makes room for a further secret by taking away the older of two', async () => {
  const clients = await poolAnswering({
    ListUserPoolClientSecrets: secrets({ old: 1, new: 2 }),
    DeleteUserPoolClientSecret: { body: {} },
    AddUserPoolClientSecret: { body: { ClientSecretDescriptor: { ClientSecretValue: 'next' } } },
  });

  expect(await clients.replace('abc')).toBe('next');
  expect(wire.commands.map(({ name, input }) => [name, input.ClientSecretId])).toEqual([
    ['ListUserPoolClientSecrets', undefined],
    ['DeleteUserPoolClientSecret', 'old'],
    ['AddUserPoolClientSecret', undefined],
  ]);
});

it('ends an overlap by taking away the older one, and never the only one', async () => {
  const two = await poolAnswering({
    ListUserPoolClientSecrets: secrets({ new: 2, old: 1 }),
    DeleteUserPoolClientSecret: { body: {} },
  });
  expect(await two.endOverlap('abc')).toBe(true);
  expect(wire.commands.at(-1)?.input).toMatchObject({ ClientSecretId: 'old' });
  wire.close();

  const one = await poolAnswering({ ListUserPoolClientSecrets: secrets({ only: 1 }) });
  expect(await one.endOverlap('abc')).toBe(false);
});

it('finds nothing to rotate, and nothing wrong in removing, where there is no such program', async () => {
  const absent = { status: 400, body: { __type: 'ResourceNotFoundException', message: 'absent' } };
  const clients = await poolAnswering({ ListUserPoolClientSecrets: absent, DeleteUserPoolClient: absent });

  expect(await clients.replace('abc')).toBeUndefined();
  await expect(clients.forget('abc')).resolves.toBeUndefined();
});

function secrets(createdAt: Readonly<Record<string, number>>): WireAnswer {
  const ClientSecrets = Object.entries(createdAt).map(([ClientSecretId, ClientSecretCreateDate]) => {
    return { ClientSecretId, ClientSecretCreateDate };
  });
  return { body: { ClientSecrets } };
}

async function poolAnswering(answers: Readonly<Record<string, WireAnswer>>) {
  wire = await awsWire(({ name }) => answers[name] ?? { status: 500, body: {} });
  return userPoolClients(
    { userPoolID: 'pool', resourceServer: 'liftline' },
    new CognitoIdentityProviderClient(wire.settings),
  );
}
