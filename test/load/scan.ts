import { between, seeded } from './random.ts';

/** One scan as a gate sends it: what the published Ski Data API carries in the path and the body. */
export interface Scan {
  readonly resortID: number;
  readonly seasonID: string;
  readonly dayID: number;
  readonly skierID: number;
  readonly time: number;
  readonly liftID: number;
}

/** The course's load: skiers over ten resorts on one day of one season. It repeats a scan now and then, on purpose. */
export function* courseLoad({ seed, count = Infinity, skiers = 100_000 }: CourseLoad): Generator<Scan, void> {
  const random = seeded(seed);
  for (let n = 0; n < count; n++) {
    yield {
      resortID: between(random, 1, 10),
      seasonID: '2022',
      dayID: 1,
      skierID: between(random, 1, skiers),
      time: between(random, 1, 360),
      liftID: between(random, 1, 40),
    };
  }
}

interface CourseLoad {
  readonly seed: number;
  /** @default endless */
  readonly count?: number;
  /** Fewer skiers give fewer, fuller days. @default 100,000, the course's number */
  readonly skiers?: number;
}

/**
 * The load of gates of every kind: half of the requests are a scan by itself, half a batch of up to fifty, over five days.
 * One scan in ten is one that was drawn before, maybe in the same batch.
 */
export function* mixedLoad({ seed, count }: { seed: number; count: number }): Generator<Scan | Scan[], void> {
  const random = seeded(seed);
  const fresh = courseLoad({ seed, skiers: 20_000 });
  const drawn: Scan[] = [];

  while (drawn.length < count) {
    const isBatch = random() < 0.5;
    const scans = Array.from({ length: isBatch ? Math.min(between(random, 2, 50), count - drawn.length) : 1 }, draw);
    yield isBatch ? scans : (scans[0] as Scan);
  }

  function draw(): Scan {
    const repeated = random() < 0.1 ? drawn[between(random, 0, drawn.length - 1)] : undefined;
    const scan = repeated ?? { ...(fresh.next().value as Scan), dayID: between(random, 1, 5) };
    drawn.push(scan);
    return scan;
  }
}

/** The path of a skier's day, where its scans are posted and its vertical is read. */
export function dayPathOf({ resortID, seasonID, dayID, skierID }: Omit<Scan, 'time' | 'liftID'>): string {
  return `/skiers/${resortID}/seasons/${seasonID}/days/${dayID}/skiers/${skierID}`;
}

/** The path at which the skiers of a day are counted. */
export function skiersPathOf({ resortID, seasonID, dayID }: Pick<Scan, 'resortID' | 'seasonID' | 'dayID'>): string {
  return `/resorts/${resortID}/seasons/${seasonID}/day/${dayID}/skiers`;
}

/** What names a scan: the same scan sent twice is one ride. */
export function nameOf(scan: Scan): string {
  return `${dayPathOf(scan)}/${scan.time}/${scan.liftID}`;
}
