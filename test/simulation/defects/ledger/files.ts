/** The files that mistakes are planted in. */
export const LEDGER = 'lambdas/accounts/ledger.ts';
export const STORE = 'lambdas/accounts/store.ts';
export const CHANGES = 'lambdas/accounts/store.changes.ts';
export const ITEMS = 'lambdas/accounts/store.items.ts';
export const POSTING = 'lambdas/accounts/posting.ts';
export const HOLDS = 'lambdas/accounts/holds.ts';
export const COMMAND = 'lambdas/platform/idempotency.ts';
export const CERTAIN = 'lambdas/platform/certain-write.ts';

/** What stands in the ledger once, and several of them replace. */
export const WRITE = 'const written = await write(actions, command.deadlineMs);';
export const FOUND = 'record = records.standing(written.reasons[0]?.item);';
