/**
 * First in, first out within a group, the groups taking turns: a group that floods waits for itself. SQS promises the
 * same in effect on a standard queue whose messages carry a `MessageGroupId`
 * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-fair-queues.html).
 */
export interface FairOrder<T> {
  add(value: T): void;
  take(): T | undefined;
  size(): number;
}

export function fairOrder<T>(groupOf: (value: T) => string): FairOrder<T> {
  // A Map keeps the order of insertion: the group at its head is the next in turn.
  const groups = new Map<string, Line<T>>();
  let size = 0;

  return {
    add(value) {
      const group = groupOf(value);
      const line = groups.get(group) ?? { values: [], head: 0 };
      line.values.push(value);
      groups.set(group, line);
      size += 1;
    },
    take() {
      const next = groups.entries().next().value;
      if (!next) return undefined;
      const [group, line] = next;
      const value = line.values[line.head] as T;
      line.head += 1;
      size -= 1;
      groups.delete(group);
      if (line.head < line.values.length) groups.set(group, shortened(line));
      return value;
    },
    size: () => size,
  };
}

interface Line<T> {
  values: T[];
  /** Where the line starts: moving a mark is cheaper than shifting an array. */
  head: number;
}

/** Forgets what has been taken, once it is most of the line. */
function shortened<T>(line: Line<T>): Line<T> {
  return line.head > 1_000 && line.head * 2 > line.values.length
    ? { values: line.values.slice(line.head), head: 0 }
    : line;
}
