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
