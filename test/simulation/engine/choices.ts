/**
 * Where every decision of a simulation comes from. The list of what was chosen is the whole of a run: the same choices
 * give the same run. 0 is always the uneventful choice: no fault, no delay, the first in line.
 */
export interface Choices {
  /** An integer in 0 … n − 1. */
  choose(label: string, n: number): number;
}

/**
 * sfc32, a small fast chaotic generator with 128 bits of state that passes PractRand
 * (https://pracrand.sourceforge.net/RNG_engines.txt).
 */
export function seeded(seed: number): Choices {
  let [a, b, c, counter] = [seed | 0, (seed / 2 ** 32) | 0, 0x9e3779b9 | 0, 1];
  for (let warmUp = 0; warmUp < 12; warmUp += 1) next();

  return { choose: (_, n) => (n <= 1 ? 0 : Math.floor((next() / 2 ** 32) * n)) };

  function next(): number {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return sum >>> 0;
  }
}

/** One decision of a scripted run: the `nth` time, from 0, that this label is asked for. */
export interface Decision {
  readonly label: string;
  readonly nth: number;
  readonly choice: number;
}

/** Nothing happens but what the script says; counts how often each label was asked for, which is where more could. */
export function scripted(script: readonly Decision[]): Choices & { readonly asked: ReadonlyMap<string, number> } {
  const asked = new Map<string, number>();
  return {
    asked,
    choose(label, n) {
      const nth = asked.get(label) ?? 0;
      asked.set(label, nth + 1);
      const decision = script.find((each) => each.label === label && each.nth === nth);
      return Math.min(decision?.choice ?? 0, n - 1);
    },
  };
}
