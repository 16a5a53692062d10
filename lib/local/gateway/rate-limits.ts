import type { Principal } from '#platform/call.ts';
import type { Clock } from '#platform/platform.ts';

/** So many requests of one principal within a window, and at once as many as are left of them. */
export interface RatePolicy {
  readonly quota: number;
  readonly windowSeconds: number;
}

/** What a principal has left. */
export interface Allowance {
  readonly isWithin: boolean;
  /** Until one more request is allowed; 0 where it is. */
  readonly retryAfterSeconds: number;
  /** As in draft-ietf-httpapi-ratelimit-headers-11, sections 3 and 4. */
  readonly fields: Readonly<Record<'RateLimit-Policy' | 'RateLimit', string>>;
}

/** 1,000 a second over a minute: a gate scans two or three a second, and a resort's till makes as many payments. */
export const GENEROUS: RatePolicy = { quota: 60_000, windowSeconds: 60 };

/** 10,000 × some 200 bytes. Whoever is forgotten has been away longest, and begins anew with a whole quota. */
const REMEMBERED_MAX = 10_000;

/** What of a principal its limit depends on. */
export type Limited = Pick<Principal, 'sub' | 'scopes' | 'requestsPerMinute'>;

/** A token bucket for each principal; undefined for staff, who have none. */
export function rateLimits({ policy = GENEROUS, clock }: { policy?: RatePolicy | undefined; clock: Clock }) {
  const buckets = new Map<string, { left: number; atMs: number }>();

  return (principal: Limited): Allowance | undefined => {
    if (isStaff(principal)) return undefined;
    const { sub, requestsPerMinute } = principal;
    const { quota, windowSeconds } =
      requestsPerMinute === undefined ? policy : { quota: requestsPerMinute, windowSeconds: 60 };
    const perMs = quota / (windowSeconds * 1_000);

    const nowMs = clock.monotonic();
    const before = buckets.get(sub) ?? { left: quota, atMs: nowMs };
    const full = Math.min(quota, before.left + (nowMs - before.atMs) * perMs);
    const isWithin = full >= 1;
    const left = isWithin ? full - 1 : full;
    remember(sub, { left, atMs: nowMs });

    return {
      isWithin,
      retryAfterSeconds: isWithin ? 0 : Math.ceil((1 - left) / perMs / 1_000),
      fields: {
        'RateLimit-Policy': `"default";q=${quota};w=${windowSeconds}`,
        RateLimit: `"default";r=${Math.floor(left)};t=${Math.ceil((quota - left) / perMs / 1_000)}`,
      },
    };
  };

  function remember(sub: string, bucket: { left: number; atMs: number }): void {
    buckets.delete(sub);
    if (buckets.size >= REMEMBERED_MAX) buckets.delete(buckets.keys().next().value as string);
    buckets.set(sub, bucket);
  }
}

export function isStaff({ scopes }: Pick<Principal, 'scopes'>): boolean {
  return scopes.has('accounts:all') && scopes.has('rides:admin');
}
