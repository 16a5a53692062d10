import type { Scope } from './call.ts';

/** For whom a token is about to be signed. */
export type TokenRequest =
  | { readonly kind: 'program'; readonly clientID: string }
  | {
      readonly kind: 'person';
      readonly groups: readonly string[];
      readonly attributes: Readonly<Record<string, string>>;
    };

/** What it is to say. */
export interface Granted {
  readonly scopes: readonly Scope[];
  readonly claims: Readonly<Record<string, unknown>>;
}
