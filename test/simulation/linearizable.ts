/**
 * Whether a history of concurrent operations could have happened one after another, each at some moment between its call
 * and its answer: the search of Wing and Gong ("Testing and Verifying Concurrent Objects", 1993) with Lowe's memory of
 * configurations that led nowhere ("Testing for Linearizability", 2017). One history is of one object: what holds for
 * every account by itself holds for all (Herlihy and Wing, "Linearizability", 1990, locality).
 */
export interface Operation<Call> {
  readonly call: Call;
  readonly calledAt: number;
  /** Infinity where no answer came: then it may happen at any later time, or never. */
  readonly answeredAt: number;
}

export interface Model<State, Call> {
  readonly initial: State;
  /** The states after a call that was answered like this: none, if it could not have been in this one. */
  readonly step: (state: State, call: Call) => readonly State[];
  /** Equal for equal states. */
  readonly nameOf: (state: State) => string;
}

/** A history that no order explains: the largest part of it that one does, and what then could not follow. */
export interface Contradiction<Call> {
  readonly explained: readonly Call[];
  readonly stuckAt: readonly Call[];
}

export function contradictionIn<State, Call>(
  history: readonly Operation<Call>[],
  { initial, step, nameOf }: Model<State, Call>,
): Contradiction<Call> | undefined {
  if (history.length > OPERATIONS_MAX) throw new Error(`A history has at most ${OPERATIONS_MAX} operations.`);
  const seen = new Set<string>();
  const order: number[] = [];
  let deepest: Contradiction<Call> = { explained: [], stuckAt: [] };

  return search(initial, 0) ? undefined : deepest;

  /** `taken` has the bit 2^n for each operation that has its place in the order already. */
  function search(state: State, taken: number): boolean {
    const isLeft = (index: number) => Math.floor(taken / 2 ** index) % 2 === 0;
    const left = [...history.keys()].filter(isLeft);
    if (left.every((index) => history[index]?.answeredAt === Number.POSITIVE_INFINITY)) return true;

    const configuration = `${taken}|${nameOf(state)}`;
    if (seen.has(configuration)) return false;
    seen.add(configuration);

    // Whatever was answered before another was called comes before it.
    const firstAnswer = Math.min(...left.map((index) => history[index]?.answeredAt ?? 0));
    const next = left.filter((index) => (history[index]?.calledAt ?? 0) <= firstAnswer);
    for (const index of next) {
      for (const after of step(state, (history[index] as Operation<Call>).call)) {
        order.push(index);
        if (search(after, taken + 2 ** index)) return true;
        order.pop();
      }
    }
    if (order.length >= deepest.explained.length) {
      const callsOf = (indices: readonly number[]) => indices.map((index) => (history[index] as Operation<Call>).call);
      deepest = { explained: callsOf(order), stuckAt: callsOf(next) };
    }
    return false;
  }
}

/** As many bits as an integer of JavaScript is exact in. */
const OPERATIONS_MAX = 53;
