import * as z from 'zod';
import type { Operation } from '#platform/operation.ts';

export const GetHealth = {
  operationId: 'getHealth',
  summary: 'Say that the service answers',
  description: 'Touches neither table nor queue: it says that requests get through, and nothing more.',
  method: 'GET',
  path: '/health',
  scope: 'none',
  dialect: 'liftline',
  answers: { 200: z.strictObject({ status: z.literal('ok') }).meta({ id: 'Health' }) },
  problems: [],
  examples: { answers: { 200: { status: 'ok' } } },
} as const satisfies Operation;

export const GetOpenapi = {
  operationId: 'getOpenapi',
  summary: 'Read this API as an OpenAPI 3.1 document',
  method: 'GET',
  path: '/openapi.json',
  scope: 'none',
  dialect: 'liftline',
  answers: { 200: z.looseObject({ openapi: z.string() }).meta({ id: 'OpenapiDocument' }) },
  problems: [],
  cacheControl: 'public, max-age=300',
} as const satisfies Operation;

export const GetStatistics = {
  operationId: 'getStatistics',
  summary: 'Read how long each endpoint takes to answer',
  description: 'Mean and maximum, in milliseconds: of the last 15 minutes on AWS, since its start on one machine.',
  method: 'GET',
  path: '/statistics',
  scope: 'operations:read',
  dialect: 'ski-data-api',
  answers: {
    200: z
      .strictObject({
        endpointStats: z.array(
          z.strictObject({ URL: z.string(), operation: z.string(), mean: z.number().min(0), max: z.number().min(0) }),
        ),
      })
      .meta({ id: 'Statistics' }),
  },
  problems: [],
  examples: { answers: { 200: { endpointStats: [{ URL: '/resorts', operation: 'GET', mean: 1.2, max: 8.5 }] } } },
} as const satisfies Operation;

/** Every operation of this service, in the order of its documentation. */
export const operations = { GetHealth, GetOpenapi, GetStatistics } as const;
