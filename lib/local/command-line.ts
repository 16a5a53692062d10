import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { crossOrigin } from '#platform/cross-origin.ts';
import { canSharePort } from './gateway/listeners.ts';

/** How the embedded system is started. */
export interface CommandLine {
  /** 0 takes a free one. */
  readonly port: number;
  /** Undefined with `--memory`: nothing is written. */
  readonly data: string | undefined;
  /** Everyone is staff: for clients that know no tokens. */
  readonly open: boolean;
  /** Whose pages may call from a browser. */
  readonly origins: readonly string[];
  /** How many threads take requests beside the one that writes. */
  readonly threads: number;
}

/** A mistake on a command line, told in one sentence with what would have been right. */
export class Misused extends Error {
  override readonly name = 'Misused';
}

/** Reads a command line, and makes one sentence of what was wrong with it. */
export function orMisused<T>(usage: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    // What Node says of a flag ends without a full stop and may take several lines.
    const mistake = (cause as Error).message.replaceAll('\n', ' ').replace(/\.?$/, '.');
    throw new Misused(`${mistake} Usage: ${usage}`, { cause });
  }
}

export const USAGE = 'npm start -- [--port N] [--data DIR | --memory] [--open] [--origin URL]… [--threads N]';

/** Throws an Error whose message is one sentence. */
export function readCommandLine(args: readonly string[]): CommandLine {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string', default: '8080' },
      data: { type: 'string' },
      memory: { type: 'boolean', default: false },
      open: { type: 'boolean', default: false },
      origin: { type: 'string', multiple: true, default: [] },
      threads: { type: 'string', default: String(otherThreads()) },
    },
  });
  if (!/^\d{1,5}$/.test(values.port) || Number(values.port) > 65_535)
    throw new Error(`The port must be 0 to 65535, not ${values.port}.`);
  if (values.memory && values.data)
    throw new Error('--memory writes nothing and --data says where to write: give one of them.');
  crossOrigin(values.origin);
  if (!/^\d{1,2}$/.test(values.threads)) throw new Error(`The threads must be 0 to 99, not ${values.threads}.`);
  return {
    port: Number(values.port),
    data: values.memory ? undefined : (values.data ?? 'data'),
    open: values.open,
    origins: values.origin,
    threads: Number(values.threads),
  };
}

/** One a core, with the one that writes, which is the limit beyond four; none where a port cannot be shared. */
export function otherThreads(): number {
  return canSharePort ? Math.min(availableParallelism(), CORES_MAX) - 1 : 0;
}

const CORES_MAX = 4;
