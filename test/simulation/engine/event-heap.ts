/** Something that will happen, `at` a moment of virtual time. */
export interface Event {
  readonly at: number;
  /** Decides between events of one moment. */
  readonly order: number;
  /** Decides where even that is equal: first come, first served. */
  readonly sequence: number;
  readonly run: () => void;
}

export interface EventHeap {
  push(event: Event): void;
  /** The next event to happen. */
  pop(): Event | undefined;
  readonly size: () => number;
}

/** A binary heap by (time, order, sequence number). */
export function eventHeap(): EventHeap {
  const heap: Event[] = [];

  return {
    push(event) {
      let index = heap.push(event) - 1;
      while (index > 0) {
        const parent = (index - 1) >> 1;
        const above = heap[parent] as Event;
        if (isBefore(above, event)) break;
        heap[index] = above;
        index = parent;
      }
      heap[index] = event;
    },

    pop() {
      const first = heap[0];
      const last = heap.pop();
      if (!first || !last || heap.length === 0) return first;
      let index = 0;
      for (;;) {
        const [left, right] = [heap[2 * index + 1], heap[2 * index + 2]];
        if (!left) break;
        const isRight = right !== undefined && isBefore(right, left);
        const child = isRight ? right : left;
        if (isBefore(last, child)) break;
        heap[index] = child;
        index = 2 * index + (isRight ? 2 : 1);
      }
      heap[index] = last;
      return first;
    },

    size: () => heap.length,
  };
}

function isBefore(a: Event, b: Event): boolean {
  if (a.at !== b.at) return a.at < b.at;
  return a.order === b.order ? a.sequence < b.sequence : a.order < b.order;
}
