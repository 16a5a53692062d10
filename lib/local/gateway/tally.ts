import { type Scope, scopes } from '#platform/call.ts';

/** What is counted over all threads of a gateway. */
type Counted = 'connections' | Scope | 'none';

/** How many there are of each, in memory that threads share. Everybody who was let in leaves. */
export interface Tally {
  /** Whether there is room for one more; then it is counted. */
  enter(counted: Counted, max: number): boolean;
  leave(counted: Counted): void;
}

const PLACES: readonly Counted[] = ['connections', 'none', ...scopes];

export function tallyMemory(): SharedArrayBuffer {
  return new SharedArrayBuffer(PLACES.length * Int32Array.BYTES_PER_ELEMENT);
}

export function tallyIn(memory: SharedArrayBuffer): Tally {
  const counts = new Int32Array(memory);
  const places = new Map(PLACES.map((counted, place) => [counted, place]));
  const placeOf = (counted: Counted) => places.get(counted) as number;

  return {
    enter(counted, max) {
      if (Atomics.add(counts, placeOf(counted), 1) < max) return true;
      this.leave(counted);
      return false;
    },
    leave: (counted) => void Atomics.sub(counts, placeOf(counted), 1),
  };
}
