import type { RequestHead } from './http.ts';
import type { Operation } from './operation.ts';
import type { FieldError } from './problem.ts';

/** Who a program says it is. */
export interface ClientCredentials {
  readonly clientID: string;
  readonly secret: string;
}

interface ReadClient {
  readonly value?: ClientCredentials;
  readonly errors: readonly FieldError[];
}

/** From HTTP Basic or from the form, and never from both (RFC 6749 §2.3). */
export function readClient({ dialect }: Operation, { headers }: RequestHead, form: unknown): ReadClient {
  if (dialect !== 'oauth') return NOBODY;
  const { client_id: clientID, client_secret: secret } = (form ?? {}) as Readonly<Record<string, string | undefined>>;
  const sent = headers.get('authorization');
  if (!sent)
    return clientID !== undefined && secret !== undefined ? { value: { clientID, secret }, errors: [] } : NOBODY;

  const basic = sent.length === 1 ? credentialsIn(sent[0] ?? '') : undefined;
  if (!basic) return refused('/header/Authorization', 'must be one pair of HTTP Basic credentials');
  if (secret !== undefined) return refused('/client_secret', 'must not be given beside HTTP Basic credentials');
  if (clientID !== undefined && clientID !== basic.clientID) return refused('/client_id', 'must be that of HTTP Basic');
  return { value: basic, errors: [] };
}

const NOBODY: ReadClient = { errors: [] };

function refused(pointer: string, detail: string): ReadClient {
  return { errors: [{ pointer, detail }] };
}

/** Both are form-encoded before they are joined (RFC 6749 §2.3.1). */
function credentialsIn(header: string): ClientCredentials | undefined {
  const encoded = BASIC.exec(header)?.[1];
  if (encoded === undefined) return undefined;
  const pair = Buffer.from(encoded, 'base64').toString('latin1');
  const colon = pair.indexOf(':');
  if (colon < 1) return undefined;
  try {
    const [clientID, secret] = [pair.slice(0, colon), pair.slice(colon + 1)].map((each) =>
      decodeURIComponent(each.replaceAll('+', ' ')),
    ) as [string, string];
    return { clientID, secret };
  } catch {
    return undefined;
  }
}

const BASIC = /^basic +([A-Za-z0-9+/]+={0,2})$/i;
