import { httpHandler } from '#platform/aws/http-handler.ts';
import { ListResorts } from './contract.ts';
import { listResorts } from './list-resorts.ts';

export const handler = httpHandler(ListResorts, () => listResorts());
