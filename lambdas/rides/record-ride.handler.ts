import * as z from 'zod';
import { readEnv } from '#platform/aws/environment.ts';
import { httpHandler } from '#platform/aws/http-handler.ts';
import { sqsQueue } from '#platform/aws/queue.ts';
import { RecordRide } from './contract.ts';
import { recordRide } from './record-ride.ts';

const env = readEnv({ RIDES_QUEUE_URL: z.url() });

export const handler = httpHandler(RecordRide, ({ metrics }) =>
  recordRide({ queue: sqsQueue(env.RIDES_QUEUE_URL), metrics }),
);
