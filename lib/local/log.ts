import type { Fields, Log } from '#platform/log.ts';
import type { Clock } from '#platform/platform.ts';

/** JSON lines on one stream, gathered for a turn of the event loop so that a busy system pays for one write, not for each. */
export function lineLog({ clock, write }: { clock: Clock; write: (lines: string) => void }): Log & { flush(): void } {
  let lines = '';

  return {
    info: (message, fields) => add('INFO', message, fields),
    warn: (message, fields) => add('WARN', message, fields),
    error: (message, fields) => add('ERROR', message, fields),
    flush,
  };

  function add(level: string, message: string, fields?: Fields): void {
    if (lines === '') setImmediate(flush);
    lines += `${JSON.stringify({ level, message, timestamp: new Date(clock.now()).toISOString(), ...fields })}\n`;
  }

  function flush(): void {
    if (lines === '') return;
    write(lines);
    lines = '';
  }
}
