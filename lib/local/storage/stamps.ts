/**
 * In memory that all threads share: a number for each partition, which is another one once a change of the partition is
 * committed. Who reads by a connection of its own may keep what it has read for as long as the number stays: the number
 * changes after the commit and before anybody is told of it.
 */
export interface Stamps {
  readonly memory: SharedArrayBuffer;
  /** Read it before the rows, so that a commit in between makes them read again. */
  of(pk: string): number;
  /** Something of the partition was changed and committed. */
  renew(pk: string): void;
}

/** 64 Ki × 4 bytes. Partitions that share a number have each other read again, no more. */
const PLACES = 65_536;

export function stampsMemory(): SharedArrayBuffer {
  return new SharedArrayBuffer(PLACES * Int32Array.BYTES_PER_ELEMENT);
}

/** A number returns after 2^32 changes, for which no row is kept long enough. */
export function stampsIn(memory: SharedArrayBuffer): Stamps {
  const numbers = new Int32Array(memory);
  return {
    memory,
    of: (pk) => Atomics.load(numbers, placeOf(pk)),
    renew: (pk) => void Atomics.add(numbers, placeOf(pk), 1),
  };
}

/** FNV-1a (http://www.isthe.com/chongo/tech/comp/fnv/) over UTF-16 units, folded to 16 bits. */
function placeOf(pk: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < pk.length; at += 1) hash = Math.imul(hash ^ pk.charCodeAt(at), 0x01000193);
  return ((hash >>> 16) ^ hash) & (PLACES - 1);
}
