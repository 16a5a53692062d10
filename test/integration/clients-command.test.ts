import { tmpdir } from 'node:os';
import { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import { expect, onTestFinished, test } from 'vitest';
import { usageKeys } from '#platform/aws/usage-keys.ts';
import { type LimitKeeper, registeredClients, type SecretKeeper } from '../../lambdas/identity/clients.ts';
import { grantClaims } from '../../lambdas/identity/grant-claims.ts';
import { ownSecrets } from '../../lambdas/identity/own-secrets.ts';
import { directory as directoryOn } from '../../lambdas/identity/store.ts';
import { readOrder } from '../../lib/admin/commands.ts';
import { systemOn } from '../../lib/admin/embedded-system.ts';
import { apiGateway } from '../fakes/api-gateway.ts';
import { embeddedSystem } from '../fakes/embedded.ts';
import { basic, claimsOf, told } from '../fakes/issuer.ts';

test('registers a till that gets tokens, gives it another secret, lists it and removes it', async () => {
  const { run, statusOf, tokenOf } = await operated();

  const { lines } = await run('clients', 'add', 'Till 4', '--kind', 'till', '--resort', '7', '--per-minute', '600');
  const [clientID = '', first = ''] = lines.map((line) => line.replace(/^(id|secret): /, ''));
  const claims = claimsOf(await tokenOf({ clientID, secret: first }));
  const rotated = await run('clients', 'rotate', clientID);
  const second = /^secret: (\w+)/.exec(rotated.lines[0] ?? '')?.[1] ?? '';
  const during = [await statusOf({ clientID, secret: first }), await statusOf({ clientID, secret: second })];
  await run('clients', 'rotate', clientID, '--end-overlap');
  const after = [await statusOf({ clientID, secret: first }), await statusOf({ clientID, secret: second })];
  const listed = await run('clients', 'list');
  await run('clients', 'remove', clientID);

  expect(claims).toMatchObject({
    scope: 'liftline/accounts:read liftline/accounts:write liftline/accounts:till',
    resorts: [7],
    requestsPerMinute: 600,
  });
  expect([during, after]).toEqual([
    [200, 200],
    [401, 200],
  ]);
  expect(listed.lines).toEqual([
    expect.stringMatching(
      `^${clientID}: Till 4: accounts:read accounts:write accounts:till, resorts 7, 600 requests a minute, since 20`,
    ),
  ]);
  expect(await statusOf({ clientID, secret: second })).toBe(401);
});

test('gives a program another limit, which its next token says', async () => {
  const { run, tokenOf } = await operated();
  const { lines } = await run('clients', 'add', 'Gate 1', '--kind', 'gate');
  const [clientID = '', secret = ''] = lines.map((line) => line.replace(/^(id|secret): /, ''));

  const limited = await run('clients', 'limit', clientID, '--per-minute', '120');

  expect(limited.exit).toBe(0);
  expect(claimsOf(await tokenOf({ clientID, secret }))).toMatchObject({ requestsPerMinute: 120 });
});

test('on AWS puts a key of the program into the plan of its limit, and has its tokens name that', async () => {
  const { gateway, keysOf } = await gatewayOfAws();
  const { run, claimsOfProgram } = await operated(keysOf('a1b2c3d4e5'));

  const { lines } = await run('clients', 'add', 'Till 4', '--kind', 'till', '--resort', '7', '--per-minute', '600');
  const clientID = lines[0]?.replace('id: ', '') ?? '';
  const added = [gateway.in('slow'), gateway.in('fast')];
  const { usageKey } = await claimsOfProgram(clientID);
  await run('clients', 'rotate', clientID);
  const rotated = await claimsOfProgram(clientID);
  await run('clients', 'limit', clientID, '--per-minute', '60');
  const slow = await claimsOfProgram(clientID);
  await run('clients', 'remove', clientID);

  expect(added).toEqual([[], [usageKey]]);
  expect(rotated).toMatchObject({ requestsPerMinute: 600, usageKey });
  expect(slow).toMatchObject({ requestsPerMinute: 60, usageKey: expect.not.stringMatching(`^${usageKey}$`) });
  expect([gateway.in('slow'), gateway.in('fast')]).toEqual([[], []]);
});

test('on AWS refuses a limit that no plan has, before anything is made', async () => {
  const { keysOf } = await gatewayOfAws();
  const { run } = await operated(keysOf('a1b2c3d4e5'));

  const refused = await run('clients', 'add', 'Gate 1', '--kind', 'gate', '--per-minute', '61');

  expect(refused).toEqual({ exit: 1, lines: ['There is no usage plan of 61 a minute, but of 60, 600.'] });
  expect((await run('clients', 'list')).lines).toEqual([]);
});

test('on AWS tells whom nobody holds to their limit: those from before there were keys, or of another API', async () => {
  const { keysOf } = await gatewayOfAws();
  const { run, directory, claimsOfProgram } = await operated(keysOf('z9y8x7w6v5'));
  const before = { name: 'Gate', scopes: ['rides:write'], requestsPerMinute: 60, createdAt: '2026-01-10T09:00:00Z' };
  await directory.addClient({ ...before, clientID: 'without', secretHashes: [] });
  await directory.addClient({ ...before, clientID: 'another', secretHashes: [], usageKey: 'a1b2c3d4e5xanotherx60' });

  const told = await run('clients', 'list');
  const claims = await claimsOfProgram('without');
  await run('clients', 'limit', 'without', '--per-minute', '60');
  await run('clients', 'limit', 'another', '--per-minute', '60');
  const mended = await run('clients', 'list');

  expect(told.lines.map((line) => line.includes('60 requests a minute (not held to: say limit)'))).toEqual([
    true,
    true,
  ]);
  expect(claims).toEqual({ requestsPerMinute: 60 });
  expect(mended.lines.map((line) => line.includes('not held to'))).toEqual([false, false]);
});

test.each(['rotate', 'remove'])('exits with 1 where there is no program to %s', async (act) => {
  const { run } = await operated();

  expect(await run('clients', act, 'nobody')).toMatchObject({ exit: 1, lines: [expect.stringContaining('no such')] });
});

test('gives a person a password of their own, once for each name, until they are removed', async () => {
  const { run, signIn } = await operated();

  const { lines } = await run('users', 'add', 'Ida@example.com', '--skier', '123');
  const password = lines[0]?.replace('password: ', '') ?? '';
  const again = await run('users', 'add', 'ida@example.com');
  const signedIn = await signIn(password);
  await run('users', 'remove', 'ida@example.com');

  expect(claimsOf((await told(signedIn)).access_token)).toMatchObject({ skierID: 123 });
  expect(again.exit).toBe(1);
  expect((await signIn(password)).status).toBe(401);
});

test('tells the log who did it, and no secret', async () => {
  const { run, log } = await operated();

  const { lines } = await run('clients', 'add', 'Gate 1', '--kind', 'gate');

  const [clientID, secret = ''] = lines.map((line) => line.replace(/^(id|secret): /, ''));
  expect(log.lines).toContainEqual(
    expect.objectContaining({ message: 'program registered', fields: { clientID, who: 'ann' } }),
  );
  expect(JSON.stringify(log.lines)).not.toContain(secret);
});

/** API Gateway with two plans, and its keys for one API or another. */
async function gatewayOfAws() {
  const gateway = await apiGateway(['slow', 'fast']);
  onTestFinished(gateway.close);
  const plans = new Map([
    [60, 'slow'],
    [600, 'fast'],
  ]);
  return { gateway, keysOf: (apiID: string) => usageKeys({ apiID, plans }, new APIGatewayClient(gateway.settings)) };
}

async function operated(limitKeeper?: LimitKeeper) {
  const system = await embeddedSystem();
  const { platform } = system.cloud;
  const directory = directoryOn(platform.items, 'identity');
  const own = ownSecrets({ ...platform, directory });
  const secrets: SecretKeeper = {
    ...own,
    // Letters and digits, as Cognito's.
    async make(program) {
      const made = await own.make(program);
      return { ...made, clientID: made.clientID.replaceAll('-', '') };
    },
  };
  const token = (client: Parameters<typeof basic>[0]) =>
    fetch(`http://127.0.0.1:${system.port}/oauth2/token`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
      headers: { authorization: basic(client) },
    });

  return {
    log: system.log,
    directory,
    /** What Cognito is told to write into its token. */
    claimsOfProgram: async (clientID: string) =>
      (await grantClaims({ directory })({ kind: 'program', clientID })).claims as { readonly usageKey?: string },
    statusOf: async (client: Parameters<typeof basic>[0]) => (await token(client)).status,
    tokenOf: async (client: Parameters<typeof basic>[0]) => (await told(await token(client))).access_token,
    signIn: (password: string) =>
      system.request('POST', '/sessions', { as: 'none', body: { username: 'ida@example.com', password } }),
    async run(command: string, ...args: string[]) {
      const lines: string[] = [];
      const terminal = {
        print: (line: string) => void lines.push(line),
        progress: () => undefined,
        signal: new AbortController().signal,
      };
      const embedded = systemOn(system.cloud, ':memory:');
      const clients = registeredClients({ ...platform, directory, secrets, ...(limitKeeper && { limitKeeper }) });
      const task = readOrder({ command, args });
      const exit = await task.run({
        ...{ system: limitKeeper ? { ...embedded, clients } : embedded, log: system.log, terminal },
        ...{ who: 'ann', folder: tmpdir() },
      });
      return { exit, lines };
    },
  };
}
