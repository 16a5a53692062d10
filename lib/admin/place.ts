import { type StageConfig, stageConfig } from '../aws/config.ts';

/** Which system a command is for. */
export type Place =
  | { readonly kind: 'embedded'; readonly data: string }
  | { readonly kind: 'stage'; readonly config: StageConfig };

/** The flags of every command that say so, as `parseArgs` takes them. */
export const PLACE_FLAGS = { data: { type: 'string' }, stage: { type: 'string' } } as const;

export const PLACE_USAGE = '[--data DIR | --stage NAME]';

interface Flags {
  readonly data?: string | undefined;
  readonly stage?: string | undefined;
}

/** Throws an Error whose message is one sentence. */
export function placeOf({ data, stage }: Flags): Place {
  if (stage === undefined) return { kind: 'embedded', data: data ?? 'data' };
  if (data !== undefined) {
    throw new Error('--stage means a system on AWS and --data one on this machine: give one of them.');
  }
  return { kind: 'stage', config: stageConfig(stage) };
}
