import type { Holding } from './store.scan.ts';

/** How a hold differs from what its account holds for it, if it does. Both are before their time. */
export function faultOfHold(holdID: string, { account, hold }: Holding): string | undefined {
  const held = account?.kind === 'guest' ? account.holds[holdID] : undefined;
  const open = hold?.state === 'open' ? hold : undefined;
  if (!open && held) return `is held by its account, and is ${hold?.state ?? 'not there'}`;
  if (open && !held) return 'is open, and its account does not hold it';
  const isSame = open?.amount === held?.amount && open?.expiresAt === held?.expiresAt && open?.to === held?.to;
  return isSame
    ? undefined
    : `holds ${open?.amount} for ${open?.to}, and in its account ${held?.amount} for ${held?.to}`;
}
