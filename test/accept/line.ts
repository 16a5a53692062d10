/** One line of what was agreed, as a command. A new one is a file beside this and an entry in run.ts. */
export interface AcceptanceLine {
  /** What it is called on the command line; also the name of its file. */
  readonly name: string;
  readonly says: string;
  /** Looks for itself, with a folder of its own, and says what it finds as it goes; throws when it cannot even look. */
  check(folder: string): AsyncIterable<Finding>;
}

export interface Finding {
  readonly holds: boolean;
  readonly what: string;
  /** The figure, with its unit. */
  readonly found: string;
}

export function finding(holds: boolean, what: string, found: string | number): Finding {
  return { holds, what, found: typeof found === 'number' ? found.toLocaleString('en') : found };
}
