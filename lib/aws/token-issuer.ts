import * as z from 'zod';

/** Another issuer of tokens than the stage's own user pool. */
export interface TokenIssuer {
  readonly issuer: string;
  readonly jwksUri: string;
  /** For whom its tokens must be, by `aud` or `client_id`, with commas between several. @default for anybody */
  readonly audience?: string | undefined;
  /** Of its signatures, with commas between several. @default RS256 */
  readonly algorithms?: string | undefined;
}

/** From `-c issuer=… -c jwksUri=…`, which come together or not at all, with `-c audience=…` and `-c algorithms=…`. */
export function tokenIssuer(context: (key: string) => unknown): TokenIssuer | undefined {
  const given = Object.fromEntries(['issuer', 'jwksUri', 'audience', 'algorithms'].map((key) => [key, context(key)]));
  const read = GivenIssuer.safeParse(given);
  if (read.success) return read.data;
  if (Object.values(given).every((value) => value === undefined)) return undefined;
  throw new Error(
    'Another issuer of tokens takes both -c issuer=URL and -c jwksUri=URL; -c audience=NAME,… and -c algorithms=ES256,… are optional.',
  );
}

const GivenIssuer = z.object({
  issuer: z.url(),
  jwksUri: z.url(),
  audience: z.string().min(1).optional(),
  // Of private keys alone: with HS256 whoever can verify a token could make one.
  algorithms: z
    .string()
    .regex(/^(?:[RPE]S(?:256|384|512)|EdDSA)(?:,(?:[RPE]S(?:256|384|512)|EdDSA))*$/)
    .optional(),
});
