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

export function cursorTo(place: string): string {
  return Buffer.from(place).toString('base64url');
}

export function placeOf(cursor: string): string {
  return Buffer.from(cursor, 'base64url').toString();
}

/** RFC 8288: the next page, beside its cursor in the body. No header on the last one. */
export function linkToNext(path: string, query: Readonly<Record<string, string | number | undefined>>) {
  if (query['cursor'] === undefined) return undefined;
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) parameters.set(name, String(value));
  return { link: `<${path}?${parameters}>; rel="next"` };
}

/** As many as a page holds when the client does not say. */
export const PAGE_SIZE = 50;
export const PAGE_SIZE_MAX = 100;
