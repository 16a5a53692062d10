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
    move,
    /** As staff. */
    async read(path: string): Promise<unknown> {
      return (await system.request('GET', path)).json();
    },
  };

  async function open(sub: string): Promise<string> {
    const key = `open-${++keys}`;
    const opened = await system.request('POST', '/accounts', { body: { currency: 'EUR' }, key, as: GUEST, sub });
    return ((await opened.json()) as { accountID: string }).accountID;
  }

  /** As staff, with a key that no other movement has. */
  function move(way: 'deposits' | 'withdrawals', body: unknown): Promise<Response> {
    return system.request('POST', `/accounts/${accountID}/${way}`, { body, key: `move-${++keys}` });
  }
}
