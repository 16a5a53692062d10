import type { GuestAccount } from './domain.ts';

/** What may be spent: the balance less what is held. */
export function availableIn(account: GuestAccount): number {
  return account.balance - heldIn(account);
}

export function heldIn({ holds }: GuestAccount): number {
  return Object.values(holds).reduce((sum, { amount }) => sum + amount, 0);
}

/** The account as it counts at a moment. What is past its time is not held, though it may still be written there. */
export function withoutExpired(account: GuestAccount, now: number): GuestAccount {
  const holds = Object.entries(account.holds);
  const live = holds.filter(([, { expiresAt }]) => expiresAt > now);
  return live.length === holds.length ? account : { ...account, holds: Object.fromEntries(live) };
}
