import * as z from 'zod';
import { readEnv } from '#platform/aws/environment.ts';
import { httpHandler } from '#platform/aws/http-handler.ts';
import { sqsQueue } from '#platform/aws/queue.ts';
import { RecordRides } from './contract.ts';
import { recordRides } from './record-rides.ts';

const env = readEnv({ RIDES_QUEUE_URL: z.url() });

export const handler = httpHandler(RecordRides, ({ metrics }) =>
  recordRides({ queue: sqsQueue(env.RIDES_QUEUE_URL), metrics }),
);
