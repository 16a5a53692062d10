import { httpHandler } from '#platform/aws/http-handler.ts';
import { GetHealth } from './contract.ts';
import { getHealth } from './get-health.ts';

export const handler = httpHandler(GetHealth, () => getHealth());
