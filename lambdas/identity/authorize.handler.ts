import * as z from 'zod';
import { authorizerHandler } from '#platform/aws/authorizer-handler.ts';
import { readEnv } from '#platform/aws/environment.ts';
import { authorize } from './authorize.ts';
import { TokenEnvironment, tokenSettings } from './token-environment.ts';

const { SHARED_USAGE_IDENTIFIER, ...env } = readEnv({
  ...TokenEnvironment,
  SHARED_USAGE_IDENTIFIER: z.string().min(1),
});
const settings = tokenSettings(env);

export const handler = authorizerHandler(SHARED_USAGE_IDENTIFIER, ({ clock }) => authorize({ ...settings, clock }));
