import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { clock } from '../lib/local/platform.ts';
import { allScopes, openTokens } from '../lib/local/tokens.ts';

// An hour's access token, embedded: npm run token -- [--scope rides:write …] [--resort 7 …] [--sub NAME] [--data DIR]
const { values } = parseArgs({
  options: {
    scope: { type: 'string', multiple: true },
    resort: { type: 'string', multiple: true },
    sub: { type: 'string', default: 'staff' },
    data: { type: 'string', default: 'data' },
  },
});
const keyFile = join(values.data, 'signing-key.json');
const scopes = allScopes.filter((scope) => !values.scope || values.scope.includes(scope));
const resorts = values.resort?.map(Number);

if (!existsSync(keyFile)) fail(`There is no signing key in ${values.data}: start the system once with npm start.`);
if (scopes.length < (values.scope?.length ?? 1)) fail(`The scopes are ${allScopes.join(', ')}.`);
if (resorts?.every(Number.isInteger) === false) fail('A resort is a whole number.');
const tokens = await openTokens({ keyFile, clock });
process.stdout.write(`${await tokens.issue({ sub: values.sub, scopes, resorts, lifetimeSeconds: 60 * 60 })}\n`);

function fail(sentence: string): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(2);
}
