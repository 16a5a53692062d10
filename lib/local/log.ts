import type { Fields, Log } from '#platform/log.ts';
import type { Clock } from '#platform/platform.ts';

/** JSON lines on one stream, gathered for a moment so that a busy system pays for one write, not for each. */
export function lineLog({ clock, write }: { clock: Clock; write: (lines: string) => void }): Log & { flush(): void } {
  let lines = '';
  let [stampedMs, stamp] = [Number.NaN, ''];

  return {
    info: (message, fields) => add('INFO', message, fields),
    warn: (message, fields) => add('WARN', message, fields),
    error: (message, fields) => add('ERROR', message, fields),
    flush,
  };

  function add(level: string, message: string, fields?: Fields): void {
    if (lines === '') setTimeout(flush, GATHERED_MS).unref();
    lines += `${JSON.stringify({ level, message, timestamp: timestamp(), ...fields })}\n`;
  }

  /** Many lines share a millisecond, and writing a date costs as much as the rest of the line. */
  function timestamp(): string {
    const now = clock.now();
    if (now !== stampedMs) [stampedMs, stamp] = [now, new Date(now).toISOString()];
    return stamp;
  }

  function flush(): void {
    if (lines === '') return;
    write(lines);
    lines = '';
  }
}

/** Nobody who follows a log sees a tenth of a second; a process that ends says its last lines by `flush`. */
const GATHERED_MS = 100;
