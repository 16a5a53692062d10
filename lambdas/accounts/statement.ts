import type { KeptEntry } from './domain.ts';

/** A month of UTC, in milliseconds since 1970: from its first moment until before the first of the next one. */
export interface Month {
  readonly start: number;
  readonly end: number;
}

/** Of `2026-01`. */
export function monthNamed(name: string): Month {
  const [year = 0, month = 0] = name.split('-').map(Number);
  return { start: Date.UTC(year, month - 1), end: Date.UTC(year, month) };
}

export function isIn({ start, end }: Month, { entry }: KeptEntry): boolean {
  const at = Date.parse(entry.createdAt);
  return start <= at && at < end;
}

/** All that a statement says of a month follows from the last entry up to its end, which may be of an earlier month. */
export function totalsOf(last: KeptEntry | undefined, month: Month) {
  const closing = last?.entry.balance ?? 0;
  if (!last || !isIn(month, last)) return { opening: closing, closing, debits: 0, credits: 0 };
  const { monthDebits: debits, monthCredits: credits } = last;
  return { opening: closing - credits + debits, closing, debits, credits };
}
