import { parseArgs } from 'node:util';

/** How the embedded system is started. */
export interface CommandLine {
  /** 0 takes a free one. */
  readonly port: number;
  /** Undefined with `--memory`: nothing is written. */
  readonly data: string | undefined;
  /** Everyone is staff: for clients that know no tokens. */
  readonly open: boolean;
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

export const USAGE = 'npm start -- [--port N] [--data DIR | --memory] [--open]';

/** Throws an Error whose message is one sentence. */
export function readCommandLine(args: readonly string[]): CommandLine {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string', default: '8080' },
      data: { type: 'string' },
      memory: { type: 'boolean', default: false },
      open: { type: 'boolean', default: false },
    },
  });
  if (!/^\d{1,5}$/.test(values.port) || Number(values.port) > 65_535)
    throw new Error(`The port must be 0 to 65535, not ${values.port}.`);
  if (values.memory && values.data)
    throw new Error('--memory writes nothing and --data says where to write: give one of them.');
  return { port: Number(values.port), data: values.memory ? undefined : (values.data ?? 'data'), open: values.open };
}
