import * as z from 'zod';

/** As of the rides: a resort is known by its number, whether or not we have heard of it. */
export const ResortID = { min: 1, max: 2 ** 31 - 1 } as const;

/** A moment (RFC 3339, any offset), brought into the one form in which we write it: UTC with milliseconds. */
const Moment = z.iso
  .datetime({ offset: true })
  .refine((text) => isBetween1970And9999(Date.parse(text)), 'must lie between the years 1970 and 9999')
  .transform((text) => new Date(text).toISOString());

function isBetween1970And9999(milliseconds: number): boolean {
  return milliseconds >= 0 && milliseconds < Date.UTC(10_000, 0);
}

const Period = z.strictObject({
  startsAt: Moment,
  temperatureC: z.number().min(-100).max(60),
  windKph: z.number().min(0).max(500),
  snowCm: z.number().min(0).max(1_000).meta({ description: 'Expected to fall in this period.' }),
  summary: z.string().min(1).max(60),
});

/** What is published for a resort: five days of hours at the most (5 × 24 = 120). */
export const Forecast = z
  .strictObject({
    issuedAt: Moment.meta({ description: 'Must be later than that of the forecast it replaces.' }),
    expiresAt: Moment.meta({ description: 'From here on nobody is told this forecast.' }),
    periods: z.array(Period).min(1).max(120),
  })
  .refine(({ issuedAt, expiresAt }) => issuedAt < expiresAt, {
    path: ['expiresAt'],
    message: 'must be later than issuedAt',
  });

export type Forecast = z.output<typeof Forecast>;

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
