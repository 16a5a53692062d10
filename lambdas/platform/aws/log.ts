import type { Logger } from '@aws-lambda-powertools/logger';
import type { Fields, Log } from '../log.ts';

/** Powertools' logger as the log that operations know. */
export function logOn(logger: Logger): Log {
  return {
    info: (message, fields: Fields = {}) => logger.info(message, fields),
    warn: (message, fields: Fields = {}) => logger.warn(message, fields),
    error: (message, fields: Fields = {}) => logger.error(message, fields),
  };
}
