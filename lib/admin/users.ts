import { parseArgs } from 'node:util';
import type { Scope } from '#platform/call.ts';
import { GUEST_SCOPES, Username } from '../../lambdas/identity/domain.ts';
import { newSecret } from '../../lambdas/identity/secrets.ts';
import type { Command, Surroundings } from './command.ts';
import { numberIn, scopesIn } from './flags.ts';
import { PLACE_FLAGS, placeOf } from './place.ts';

interface Asked {
  readonly act: 'add' | 'remove';
  readonly username: string;
  readonly scopes: readonly Scope[];
  readonly skierID: number | undefined;
}

/** Lets people sign in on the embedded system. The password is made here and shown once: there is none by default. */
export const usersCommand: Command = {
  usage: 'npm run users -- add NAME [--skier N] [--scope S …] | remove NAME [--data DIR]',

  read(args) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { skier: { type: 'string' }, scope: { type: 'string', multiple: true }, ...PLACE_FLAGS },
    });
    const [act, name, ...rest] = positionals;
    const username = Username.safeParse(name);
    if ((act !== 'add' && act !== 'remove') || rest.length > 0) throw new Error('Say what to do: add or remove.');
    if (!username.success) throw new Error('A name is 1 to 128 of A–Z, a–z, 0–9 and . _ @ + -.');
    if (values.stage !== undefined) throw new Error('The users of a stage are in its Cognito user pool.');
    const skierID = values.skier === undefined ? undefined : numberIn(values.skier, 'A skier');
    const scopes = scopesIn(values.scope ?? GUEST_SCOPES);
    const asked = { act, username: username.data, scopes, skierID } as const;
    return { place: placeOf(values), run: (surroundings) => handle(asked, surroundings) };
  },
};

async function handle({ act, username, scopes, skierID }: Asked, surroundings: Surroundings): Promise<number> {
  const { terminal, log, who, system } = surroundings;
  const { users, random } = system;
  if (!users) throw new Error('The users of a stage are in its Cognito user pool.');
  if (act === 'remove') {
    const isRemoved = await users.directory.removeUser(username);
    terminal.print(isRemoved ? `${username}: removed` : 'There is no such user.');
    return isRemoved ? 0 : 1;
  }

  const password = newSecret(random);
  const hash = await users.passwords.hash(password);
  const sub = random.uuid();
  const pass = skierID === undefined ? {} : { skierID };
  const isAdded = await users.directory.addUser({ username, sub, scopes, ...pass, password: hash });
  if (isAdded) log.info('user added', { sub, who });
  terminal.print(isAdded ? `password: ${password}` : 'That name is taken.');
  return isAdded ? 0 : 1;
}
