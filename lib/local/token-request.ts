import { parseArgs } from 'node:util';
import { allScopes, type NewToken } from './tokens.ts';

/** What `npm run token` is asked for; throws an Error whose message is one sentence. */
export function readTokenRequest(args: readonly string[]): NewToken & { readonly data: string } {
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...{ scope: { type: 'string', multiple: true }, resort: { type: 'string', multiple: true } },
      ...{ sub: { type: 'string', default: 'staff' }, skier: { type: 'string' } },
      data: { type: 'string', default: 'data' },
    },
  });
  const { sub, skier, scope, resort, data } = values;
  const scopes = allScopes.filter((each) => !scope || scope.includes(each));
  if (scopes.length < (scope?.length ?? 1)) throw new Error(`The scopes are ${allScopes.join(', ')}.`);
  const resorts = resort?.map((each) => numberIn(each, 'A resort'));
  // A guest's token names the pass; a program is its own subject (RFC 9068 §2.2).
  const who = skier === undefined ? { clientID: sub } : { skierID: numberIn(skier, 'A skier') };
  return { sub, ...who, scopes, ...(resorts && { resorts }), lifetimeSeconds: 60 * 60, data };
}

function numberIn(text: string, what: string): number {
  if (!/^[1-9]\d{0,9}$/.test(text)) throw new Error(`${what} is a whole number.`);
  return Number(text);
}
