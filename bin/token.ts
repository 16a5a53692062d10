import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { clock } from '../lib/local/platform.ts';
import { readTokenRequest } from '../lib/local/token-request.ts';
import { openTokens } from '../lib/local/tokens.ts';

// An access token of the embedded system, for one hour: a program's, or with --skier that of the guest with this pass.
// npm run token -- [--scope rides:write …] [--resort 7 …] [--sub NAME] [--skier 123] [--data DIR]
try {
  const { data, ...token } = readTokenRequest(process.argv.slice(2));
  const keyFile = join(data, 'signing-key.json');
  if (!existsSync(keyFile))
    throw new Error(`There is no signing key in ${data}: start the system once with npm start.`);
  const tokens = await openTokens({ keyFile, clock });
  process.stdout.write(`${await tokens.issue(token)}\n`);
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 2;
}
