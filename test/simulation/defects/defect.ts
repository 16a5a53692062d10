/** A known-bad variant of our own code: somebody's plausible mistake, and what must catch it. */
export interface Defect {
  readonly name: string;
  /** What was thought, and what comes of it. */
  readonly story: string;
  /** From the root of the repository. */
  readonly file: string;
  /** Each text stands in the file exactly once, or the run fails: then the code has changed, and the mistake with it. */
  readonly edits: readonly (readonly [text: string, instead: string])[];
  readonly caughtBy: Caught;
}

/** The invariant that is violated, and where: in the worlds from a seed on, or at some await of a story of the sweep. */
export type Caught = { readonly invariant: string } & (
  | { readonly scenario: 'rides' | 'ledger'; readonly seed: number }
  | { readonly story: string }
);
