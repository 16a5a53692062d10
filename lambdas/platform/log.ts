/**
 * One structured line per event. Fields hold ids, codes, counts and durations;
 * never a token, a body, a key of idempotency or a person's name.
 */
export interface Log {
  info(message: string, fields?: Fields): void;
  warn(message: string, fields?: Fields): void;
  error(message: string, fields?: Fields): void;
}

export type Fields = Readonly<Record<string, string | number | boolean | undefined>>;
