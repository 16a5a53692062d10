import type { Scope } from '#platform/call.ts';
import { embeddedSystem } from './embedded.ts';

/** What a guest's token may do. */
export const GUEST: readonly Scope[] = ['accounts:read', 'accounts:write'];

/** The embedded system with one account, which is guest-7's. */
export async function bank() {
  const system = await embeddedSystem();
  let keys = 0;
  const accountID = await open('guest-7');

  return {
    ...system,
    accountID,
    open,
    send,
    move,
    /** As staff. */
    async read(path: string): Promise<unknown> {
      return (await system.request('GET', path)).json();
    },
  };

  /** A guest's account with this much in it; a house account where there is no guest. */
  async function open(sub: string | 'house', { currency = 'EUR', balance = 0, ...body }: Opened = {}): Promise<string> {
    const owned = sub === 'house' ? { kind: 'house' } : { ownerID: sub };
    const opened = await send('/accounts', { currency, ...owned, ...body });
    const { accountID: made } = (await opened.json()) as { accountID: string };
    if (balance > 0) await send(`/accounts/${made}/deposits`, { amount: balance });
    return made;
  }

  /** A command, as staff unless told otherwise, with a key that no other one has. */
  function send(path: string, body?: unknown, as: Sender = {}): Promise<Response> {
    return system.request('POST', path, { body, key: `key-${++keys}`, ...as });
  }

  function move(way: 'deposits' | 'withdrawals', body: unknown): Promise<Response> {
    return send(`/accounts/${accountID}/${way}`, body);
  }
}

/** How a refusal is answered. */
export async function codeOf(answering: Promise<Response>): Promise<[number, string]> {
  const answer = await answering;
  return [answer.status, ((await answer.json()) as { code: string }).code];
}

interface Opened {
  readonly currency?: string;
  readonly balance?: number;
  readonly resortID?: number;
}

interface Sender {
  readonly key?: string;
  readonly as?: readonly Scope[];
  readonly sub?: string;
}
