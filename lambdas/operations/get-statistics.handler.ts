import * as z from 'zod';
import { readEnv } from '#platform/aws/environment.ts';
import { gatewayLatency } from '#platform/aws/gateway-latency.ts';
import { httpHandler } from '#platform/aws/http-handler.ts';
import document from '../../docs/openapi.json' with { type: 'json' };
import { GetStatistics } from './contract.ts';
import { endpointsOf } from './endpoints.ts';
import { getStatistics } from './get-statistics.ts';

const env = readEnv({ API_NAME: z.string().min(1), API_STAGE: z.string().min(1) });

export const handler = httpHandler(GetStatistics, ({ clock }) => {
  const endpoints = endpointsOf(document);
  return getStatistics({ statistics: gatewayLatency({ api: env.API_NAME, stage: env.API_STAGE, endpoints, clock }) });
});
