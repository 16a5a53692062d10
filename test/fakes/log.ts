import type { Fields, Log } from '#platform/log.ts';

/** A log that can be read back. */
export function fakeLog(): Log & { readonly lines: { level: string; message: string; fields: Fields }[] } {
  const lines: { level: string; message: string; fields: Fields }[] = [];
  const at =
    (level: string) =>
    (message: string, fields: Fields = {}) =>
      void lines.push({ level, message, fields });
  return { lines, info: at('INFO'), warn: at('WARN'), error: at('ERROR') };
}
