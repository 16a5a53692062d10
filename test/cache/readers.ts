import { type ForecastSystem, forecastFrom } from '../fakes/forecasts.ts';

const RESORTS = 20;
const READERS = 16;
/** A forecast may be told for so long after it was replaced, and its absence for so long after it came. */
const OUTDATED_MS_MAX = 60_000;
const LASTS_MS = 3 * OUTDATED_MS_MAX;

interface Version {
  readonly name: string;
  readonly expiresAt: number;
  /** Absent until its publication has been answered. */
  publishedAt?: number;
  /** Absent while it is the latest. */
  replacedAt?: number;
}

export interface Readers {
  /** What was answered that must not be. */
  readonly wrong: readonly string[];
  /** Resolves with the number of reads when all are answered. */
  end(): Promise<number>;
}

/** Readers who never rest, and a publisher beside them; whatever is answered is held against what was published. */
export function readersOf(system: ForecastSystem, now: () => number): Readers {
  const wrong: string[] = [];
  const versions = new Map<number, Version[]>();
  let [isOver, reads] = [false, 0];
  const busy = [publishing(), ...Array.from({ length: READERS }, (_, n) => reading(1 + n))];

  return {
    wrong,
    async end() {
      isOver = true;
      await Promise.all(busy);
      return reads;
    },
  };

  async function publishing(): Promise<void> {
    for (let n = 0; !isOver; n += 1) {
      const resortID = 1 + (n % RESORTS);
      const body = forecastFrom(now(), { lastsMs: LASTS_MS, summary: `version ${n}` });
      const known = versions.get(resortID) ?? [];
      const version: Version = { name: `version ${n}`, expiresAt: Date.parse(body.expiresAt) };
      versions.set(resortID, [...known, version]);

      const { status } = await system.publish(resortID, body);

      if (status !== 200) wrong.push(`a publication was answered ${status}`);
      version.publishedAt = now();
      const before = known.at(-1);
      if (before) before.replacedAt = now();
    }
  }

  async function reading(from: number): Promise<void> {
    for (let resortID = from; !isOver; resortID = 1 + (resortID % RESORTS)) {
      const sentAt = now();
      const answer = await system.read(resortID);
      const fault = await faultIn(answer, { resortID, sentAt });
      reads += 1;
      if (fault) wrong.push(`resort ${resortID}: ${fault}`);
    }
  }

  async function faultIn(answer: Response, { resortID, sentAt }: { resortID: number; sentAt: number }) {
    const known = versions.get(resortID) ?? [];
    const body = (await answer.json()) as { resortID: number; periods: [{ summary: string }] };
    if (answer.status === 404) {
      const isLost = known.some(
        ({ publishedAt = sentAt, expiresAt }) => publishedAt + OUTDATED_MS_MAX < sentAt && expiresAt > now(),
      );
      return isLost ? 'was told that there is no forecast' : undefined;
    }
    if (answer.status !== 200) return `was answered ${answer.status}`;

    const told = known.find(({ name }) => name === body.periods[0].summary);
    if (!told || body.resortID !== resortID) return 'was told a forecast of another';
    if (told.expiresAt <= sentAt) return 'was told an expired forecast';
    if ((told.replacedAt ?? sentAt) + OUTDATED_MS_MAX < sentAt) return 'was told a forecast replaced long ago';
    return undefined;
  }
}
