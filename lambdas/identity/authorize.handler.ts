import { authorizerHandler } from '#platform/aws/authorizer-handler.ts';
import { readEnv } from '#platform/aws/environment.ts';
import { authorize } from './authorize.ts';
import { TokenEnvironment, tokenSettings } from './token-environment.ts';

const settings = tokenSettings(readEnv(TokenEnvironment));

export const handler = authorizerHandler(({ clock }) => authorize({ ...settings, clock }));
