import * as z from 'zod';

/**
 * Where the next page of a list starts: opaque to clients, and believed only as far as its pattern goes. It never holds
 * a partition, so that a cursor of one list leads into no other.
 */
export function cursorFor(place: RegExp) {
  return z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,256}$/, { error: 'must be a cursor of this list', abort: true })
    .refine((cursor) => place.test(placeOf(cursor)), 'must be a cursor of this list');
}

export function placeOf(cursor: string): string {
  return Buffer.from(cursor, 'base64url').toString();
}

interface ThisPage {
  readonly path: string;
  /** What the list was asked for, without the cursor. */
  readonly query: Readonly<Record<string, string | number | undefined>>;
}

/**
 * What an answer says of the page behind it, which starts after `place`: its cursor in the body, and the way there in a
 * Link (RFC 8288). Nothing on the last one.
 */
export function nextPage({ path, query }: ThisPage, place: string | undefined) {
  if (place === undefined) return { body: {} };
  const next = Buffer.from(place).toString('base64url');
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...query, cursor: next })) {
    if (value !== undefined) parameters.set(name, String(value));
  }
  return { body: { next }, headers: { link: `<${path}?${parameters}>; rel="next"` } };
}

/** As many as a page holds when the client does not say. */
export const PAGE_SIZE = 50;
export const PAGE_SIZE_MAX = 100;
