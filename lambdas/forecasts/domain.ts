/** As of the rides: a resort is known by its number, whether or not we have heard of it. */
export const ResortID = { min: 1, max: 2 ** 31 - 1 } as const;

/** A forecast as it is kept: what is compared, and the document that is answered, word for word. */
export interface PublishedForecast {
  readonly resortID: number;
  /** Milliseconds since 1970 UTC, as `expiresAt`. */
  readonly issuedAt: number;
  readonly expiresAt: number;
  /** Of the document: two forecasts with one tag are the same. */
  readonly etag: string;
  /** JSON. */
  readonly document: string;
}

export function isCurrent({ expiresAt }: Pick<PublishedForecast, 'expiresAt'>, now: number): boolean {
  return now < expiresAt;
}

/** A publisher's clock may run ahead by a day at most: a forecast from further on would keep all others out until then. */
const AHEAD_MS_MAX = 24 * 60 * 60 * 1_000;

export function isAheadOf(now: number, { issuedAt }: Pick<PublishedForecast, 'issuedAt'>): boolean {
  return issuedAt > now + AHEAD_MS_MAX;
}
