import { httpHandler } from '#platform/aws/http-handler.ts';
import document from '../../docs/openapi.json' with { type: 'json' };
import { GetOpenapi } from './contract.ts';
import { getOpenapi } from './get-openapi.ts';

export const handler = httpHandler(GetOpenapi, () => getOpenapi({ document }));
