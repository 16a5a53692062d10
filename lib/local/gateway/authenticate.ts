import { type Principal, scopes } from '#platform/call.ts';
import type { RequestHead } from '#platform/http.ts';
import type { Clock } from '#platform/platform.ts';
import { bearerToken } from '#platform/prelude.ts';

/** Who calls; undefined for who has no good token. */
export type Authenticate = (head: RequestHead) => Principal | undefined | Promise<Principal | undefined>;

export interface Verified {
  readonly principal: Principal;
  /** Seconds since 1970 UTC. */
  readonly expiresAt: number;
}

export interface BearerOptions {
  readonly verify: (token: string) => Promise<Verified | undefined>;
  readonly clock: Clock;
}

/** 10,000 × about 1 KB = 10 MB: every gate and till of a large group, and some thousand guests. */
const REMEMBERED_MAX = 10_000;

/** By bearer token. A header whose token was verified is remembered until that expires. */
export function bearers({ verify, clock }: BearerOptions): Authenticate {
  const remembered = new Map<string, Verified>();

  return (head) => {
    const [sent = '', ...more] = head.headers.get('authorization') ?? [];
    const known = more.length === 0 ? remembered.get(sent) : undefined;
    if (known && known.expiresAt * 1000 > clock.now()) return known.principal;
    const token = bearerToken(head);
    return token === undefined ? undefined : verifyAnew(sent, token);
  };

  async function verifyAnew(sent: string, token: string): Promise<Principal | undefined> {
    remembered.delete(sent);
    const verified = await verify(token);
    if (!verified) return undefined;
    if (remembered.size >= REMEMBERED_MAX) remembered.delete(remembered.keys().next().value as string);
    remembered.set(sent, verified);
    return verified.principal;
  }
}

const STAFF: Principal = { sub: 'staff', scopes: new Set(scopes) };

/** Not under another name: a web page whose name was made to mean 127.0.0.1 (DNS rebinding) must not be staff. */
export const staffOnLoopback: Authenticate = ({ headers }) =>
  LOOPBACK.test(headers.get('host')?.[0] ?? '') ? STAFF : undefined;

const LOOPBACK = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?$/i;
