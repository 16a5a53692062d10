import * as z from 'zod';
import { cursorFor, PAGE_SIZE_MAX } from '#platform/cursor.ts';
import { KIBIBYTE } from '#platform/http.ts';
import { integerInPath, measure } from '#platform/numbers.ts';
import type { Operation } from '#platform/operation.ts';
import { ResortID } from './domain.ts';

const ResortPath = z.object({ resortID: integerInPath(ResortID.min, ResortID.max) });

/** A moment (RFC 3339, any offset), brought into the one form in which we write it: UTC with milliseconds. */
const SentMoment = z.iso
  .datetime({ offset: true })
  .refine((text) => isBetween1970And9999(Date.parse(text)), 'must lie between the years 1970 and 9999')
  .transform((text) => new Date(text).toISOString());

function isBetween1970And9999(milliseconds: number): boolean {
  return milliseconds >= 0 && milliseconds < Date.UTC(10_000, 0);
}

const Period = z.strictObject({
  startsAt: SentMoment,
  temperatureC: measure(-100, 60),
  windKph: measure(0, 500),
  snowCm: measure(0, 1_000).meta({ description: 'Expected to fall in this period.' }),
  summary: z.string().min(1).max(60),
});

/** What is published for a resort: five days of hours at the most (5 × 24 = 120). */
const Forecast = z
  .strictObject({
    issuedAt: SentMoment.meta({
      description: 'Must be later than that of the forecast it replaces, and at most a day ahead of now.',
    }),
    expiresAt: SentMoment.meta({ description: 'From here on nobody is told this forecast.' }),
    periods: z.array(Period).min(1).max(120),
  })
  .refine(({ issuedAt, expiresAt }) => issuedAt < expiresAt, {
    path: ['expiresAt'],
    message: 'must be later than issuedAt',
  });

const example = {
  issuedAt: '2026-01-15T06:00:00.000Z',
  expiresAt: '2026-01-15T12:00:00.000Z',
  periods: [
    { startsAt: '2026-01-15T07:00:00.000Z', temperatureC: -8.5, windKph: 20, snowCm: 3, summary: 'Light snow' },
  ],
};

const Moment = z.iso.datetime();

const ResortForecast = z
  .strictObject({
    resortID: z.int(),
    issuedAt: Moment,
    expiresAt: Moment,
    periods: z.array(
      z.strictObject({
        startsAt: Moment,
        temperatureC: z.number(),
        windKph: z.number(),
        snowCm: z.number(),
        summary: z.string(),
      }),
    ),
  })
  .meta({ id: 'ResortForecast' });

export const PublishForecast = {
  operationId: 'publishForecast',
  summary: 'Publish the forecast of a resort',
  description:
    'Replaces the one before if it was issued earlier. Publishing the same forecast again changes nothing and answers alike, so a request without an answer is simply sent again. Readers may be told the one before for another minute.',
  method: 'PUT',
  path: '/forecasts/{resortID}',
  scope: 'forecasts:write',
  dialect: 'liftline',
  bodyBytesMax: 64 * KIBIBYTE,
  params: ResortPath,
  body: Forecast.meta({ id: 'Forecast' }),
  answers: { 200: ResortForecast },
  headers: ['ETag'],
  problems: ['forecast_superseded'],
  examples: { params: { resortID: 1 }, body: example, answers: { 200: { resortID: 1, ...example } } },
} as const satisfies Operation;

export const GetForecast = {
  operationId: 'getForecast',
  summary: 'Read the forecast of a resort',
  description:
    'Never one that has expired: then the 404 says since when. `Cache-Control` says how long it may still be shown, and `Age` how long ago it was read from the table.',
  method: 'GET',
  path: '/forecasts/{resortID}',
  scope: 'forecasts:read',
  dialect: 'liftline',
  params: ResortPath,
  answers: { 200: ResortForecast, 304: null },
  headers: ['ETag', 'Age'],
  problems: ['not_found'],
  examples: { params: { resortID: 1 }, answers: { 200: { resortID: 1, ...example } } },
} as const satisfies Operation;

const { issuedAt, expiresAt } = example;

export const ListForecasts = {
  operationId: 'listForecasts',
  summary: 'List the forecasts that have not expired',
  description:
    'By resort, a page at a time; a page may be shorter than asked for. It may lag a publication by a moment.',
  method: 'GET',
  path: '/forecasts',
  scope: 'forecasts:read',
  dialect: 'liftline',
  query: z.object({
    limit: integerInPath(1, PAGE_SIZE_MAX).optional(),
    cursor: cursorFor(/^[0-9]{10}$/).optional(),
  }),
  answers: {
    200: z
      .strictObject({
        forecasts: z.array(
          z.strictObject({
            resortID: z.int(),
            issuedAt: Moment,
            expiresAt: Moment,
            etag: z.string().meta({ description: 'As in the `ETag` of the forecast itself.' }),
          }),
        ),
        next: z.string().optional().meta({ description: 'The `cursor` of the next page; absent on the last one.' }),
      })
      .meta({ id: 'CurrentForecasts' }),
  },
  problems: [],
  examples: {
    query: { limit: 50 },
    answers: { 200: { forecasts: [{ resortID: 1, issuedAt, expiresAt, etag: '"3yq0iTJcLfv8wGXzQzFwZg"' }] } },
  },
} as const satisfies Operation;

/** Every operation of this service, in the order of its documentation. */
export const operations = { PublishForecast, GetForecast, ListForecasts } as const;
