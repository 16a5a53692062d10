import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { readOrder } from '../../lib/admin/commands.ts';
import { systemOn } from '../../lib/admin/embedded-system.ts';
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

async function operated() {
  const system = await embeddedSystem();
  const token = (client: Parameters<typeof basic>[0]) =>
    fetch(`http://127.0.0.1:${system.port}/oauth2/token`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
      headers: { authorization: basic(client) },
    });

  return {
    log: system.log,
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
      const task = readOrder({ command, args });
      const exit = await task.run({
        ...{ system: systemOn(system.cloud, ':memory:'), log: system.log, terminal },
        ...{ who: 'ann', folder: tmpdir() },
      });
      return { exit, lines };
    },
  };
}
