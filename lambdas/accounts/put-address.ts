import { ok } from '#platform/answer.ts';
import { certainWrites } from '#platform/certain-write.ts';
import { StoreUnavailable, UnknownOutcome } from '#platform/items.ts';
import type { Serve } from '#platform/operation.ts';
import type { Platform } from '#platform/platform.ts';
import type { Precondition } from '#platform/precondition.ts';
import { problem } from '#platform/problem.ts';
import type { PutAddress } from './contract.ts';
import { mayReach } from './domain.ts';
import type { KeptAddress } from './store.addresses.ts';
import { ledgerStore } from './store.ts';

type Ports = Pick<Platform, 'items' | 'clock' | 'random' | 'timers' | 'metrics'>;

/** Replaces the address that its client has seen, and no other. */
export function putAddress(platform: Ports, table: string): Serve<typeof PutAddress> {
  const { clock, random } = platform;
  const store = ledgerStore(platform.items, table);
  const write = certainWrites(platform);

  return async ({ params: { accountID }, body: address, precondition }, { principal, deadlineMs }) => {
    const { account, kept } = await store.accountWithAddress(accountID);
    if (!account || !mayReach(principal, account)) return problem('not_found');
    if (account.kind === 'house') return problem('house_account');

    const writeID = random.uuid();
    for (let seen = kept; clock.monotonic() < deadlineMs; ) {
      if (!isMet(precondition, seen)) return problem('precondition_failed');
      const next = { address, revision: (seen?.revision ?? 0) + 1, writeID };
      const written = await write([store.replacingAddress(accountID, seen, next)], deadlineMs);
      const now = written.ok ? next : store.addressOf(written.reasons[0]?.item);
      // An attempt whose answer was lost may be what stands in the way of the next one.
      if (now?.writeID === writeID) return ok(address, { etag: `"${now.revision}"` });
      // So may be what was replaced since. A client that was told 412 would take it for never written.
      if (now && now.revision > next.revision && !isMet(precondition, now)) {
        throw new UnknownOutcome('Others have replaced the address, and perhaps this one before.');
      }
      seen = now;
    }
    throw new StoreUnavailable('The address kept changing until the deadline.');
  };
}

function isMet(precondition: Precondition, seen: KeptAddress | undefined): boolean {
  if (precondition.kind === 'absent') return seen === undefined;
  return seen !== undefined && (precondition.tags?.includes(String(seen.revision)) ?? true);
}
