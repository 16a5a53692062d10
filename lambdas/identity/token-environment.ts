import * as z from 'zod';
import { algorithms } from './verify-token.ts';

const listOf = <Element extends z.ZodType<string, string>>(element: Element) =>
  z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(element).min(1));

/** What a deployment says of the issuer of its tokens; lists have commas between their elements. */
export const TokenEnvironment = {
  TOKEN_ISSUER: z.url(),
  JWKS_URI: z.url(),
  RESOURCE_SERVER: z.string().min(1),
  TOKEN_AUDIENCES: listOf(z.string().min(1)).optional(),
  TOKEN_ALGORITHMS: listOf(z.enum(algorithms)).optional(),
} as const;

export function tokenSettings(env: z.output<z.ZodObject<typeof TokenEnvironment>>) {
  return {
    issuer: env.TOKEN_ISSUER,
    jwksUri: env.JWKS_URI,
    resourceServer: env.RESOURCE_SERVER,
    ...(env.TOKEN_AUDIENCES && { audiences: env.TOKEN_AUDIENCES }),
    ...(env.TOKEN_ALGORITHMS && { algorithms: env.TOKEN_ALGORITHMS }),
  };
}
