import type { Principal, Scope } from '#platform/call.ts';
import type { PasswordHash } from './domain.ts';

/** Signs access tokens. */
export interface Issuer {
  issue(token: NewToken): Promise<string>;
  /** The public keys of every token that is still good (RFC 7517). */
  keySet(): { readonly keys: readonly object[] };
}

/** What a token is to say, beside who issued it and when. */
export interface NewToken extends Omit<Principal, 'scopes'> {
  readonly scopes: readonly Scope[];
  readonly lifetimeSeconds: number;
}

/** Knows passwords again, slowly. */
export interface Passwords {
  hash(password: string): Promise<PasswordHash>;
  /** Takes as long for nobody's password as for somebody's. `busy`: so many are being hashed that it must wait. */
  matches(password: string, kept: PasswordHash | undefined): Promise<boolean | 'busy'>;
}
