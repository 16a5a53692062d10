import type { Fields, Log } from '#platform/log.ts';
import type { World } from '../engine/world.ts';

/** The log of whatever runs in a world: lines of its trace. */
export function tracedLog(world: World): Log {
  const at =
    (level: string) =>
    (message: string, fields: Fields = {}): void =>
      world.say('log', () => `${level} ${message} ${JSON.stringify(fields)}`);
  return { info: at('INFO'), warn: at('WARN'), error: at('ERROR') };
}
