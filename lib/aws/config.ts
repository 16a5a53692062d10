/** What scales stays within these. */
export interface Bounds {
  readonly min: number;
  readonly max: number;
}

/** One pair of bounds while the lifts run, another while they stand. */
export interface DayAndNight {
  readonly day: Bounds;
  readonly night: Bounds;
}

/** When lifts run, with time for the first gates to wake up and for the last buses of scans to come in. */
export const LIFT_DAY = { timeZone: 'America/Denver', startsAtHour: 6, endsAtHour: 20 } as const;

/**
 * The limits that a program may be registered with, in requests a minute, each a usage plan of the API: an account has 300
 * of those, and changes one in 20 s. A minute's worth may come at once, as on one machine.
 */
export const CLIENT_LIMITS = [60, 300, 600, 3_000, 12_000] as const;

/** In DynamoDB's units a second: one for a write of 1 KB, or a strong read of 4 KB. A ride is one of either. */
export interface TableCapacity {
  readonly read: DayAndNight;
  readonly write: DayAndNight;
}

/** In DynamoDB's request units a second, which are the same; on demand a table takes what comes, up to these. */
export interface OnDemandMax {
  readonly read: number;
  readonly write: number;
}

/** Beyond either, ElastiCache refuses commands and throws out what was used longest ago: a bound on the bill. */
export interface CacheLimits {
  /** Paid for from 0.1 GB on: 0.084 USD a GB and hour in us-east-1, at the least 6.13 USD a month. */
  readonly storageGbMax: number;
  /** ElastiCache Processing Units: one a kilobyte that is read or written; 0.0023 USD a million. */
  readonly ecpusPerSecondMax: number;
}

/** Whatever differs from stage to stage, and nothing else; account and Region are those that the CLI is signed in to. */
export interface StageConfig {
  readonly stage: 'dev' | 'prod' | 'sandbox';
  /** Tables and users survive their stack, can be restored to any second of 35 days and refuse to be deleted. */
  readonly isProtected: boolean;
  /** A web application firewall: 5 USD a month, 1 USD for each of its 3 rules, and 0.60 USD a million requests. */
  readonly firewall:
    | {
        /** Of one token: a resort's gates share an address, so addresses are not counted. */
        readonly requestsPerMinuteMax: number;
      }
    | undefined;
  /** Alarms tell somebody. Their topics are encrypted with a key of their own, at 1 USD a month. */
  readonly notifies: boolean;
  /** Alarms of severity `page` wake somebody; elsewhere they wait with the tickets. */
  readonly pages: boolean;
  /** New versions of what every scan passes through begin with a tenth of the calls, for ten minutes of a deploy. */
  readonly hasCanaries: boolean;
  readonly logRetentionDays: number;
  /** For all routes together; the account's own limit is 10,000 a second with a burst of 5,000 in a Region. */
  readonly throttle: { readonly requestsPerSecond: number; readonly burst: number };
  /** How many copies of the worker of a queue run at once; 2 is the least that an event source mapping takes. */
  readonly workerConcurrencyMax: number;
  /** The account's limit of concurrent executions, of which 100 stay unreserved. */
  readonly accountConcurrency: number;
  /** Bulkheads, by operation: what one may take, and the others may not. */
  readonly reservedConcurrency: Readonly<Record<string, number>>;
  /** Kept warm, by operation: 4.40 USD a month each (0.5 GB × 2.63 million s × 0.0000033334 USD). */
  readonly provisionedConcurrency: Readonly<Record<string, DayAndNight>>;
  /** Provisioned and scaled, at 0.47 USD a month for a write unit and 0.09 USD for a read unit; undefined is on demand. */
  readonly tableCapacity: Readonly<Record<'rides' | 'views', TableCapacity>> | undefined;
  /** On demand, so paid for by the request: 0.125 USD a million reads and 0.625 USD a million writes in us-east-1. */
  readonly onDemandMax: Readonly<Record<'ledger' | 'forecasts', OnDemandMax>>;
  /** Whose pages may call from a browser, as `https://app.example.com`. @default nobody's */
  readonly allowedOrigins?: readonly string[];
  /** The name of a table that the ledger was restored into, and that is used instead (docs/runbooks/restore.md). */
  readonly restoredLedger?: string;
  /** ElastiCache Serverless, and with it a network; `none`: what reads through a cache does so in its own memory. */
  readonly cache: CacheLimits | 'none';
  /** Told when 80 % are spent, and when the forecast for the month goes beyond. */
  readonly budgetUsdPerMonth: number;
}

/** 5 units for two tables are 10 of each kind, of the 25 that AWS gives away; those of 5 idle minutes bear a burst of 1,500. */
const FEWEST_UNITS: DayAndNight = { day: { min: 5, max: 50 }, night: { min: 1, max: 5 } };
const SMALLEST: TableCapacity = { read: FEWEST_UNITS, write: FEWEST_UNITS };

/** Every part on, at its smallest, removable; a fresh account's limit of 10 executions will do. */
const dev: StageConfig = {
  stage: 'dev',
  isProtected: false,
  firewall: { requestsPerMinuteMax: 6_000 },
  notifies: true,
  pages: false,
  hasCanaries: false,
  logRetentionDays: 7,
  throttle: { requestsPerSecond: 100, burst: 200 },
  workerConcurrencyMax: 2,
  accountConcurrency: 10,
  reservedConcurrency: {},
  provisionedConcurrency: {},
  tableCapacity: { rides: SMALLEST, views: SMALLEST },
  // 25 money commands a second at 8 units each, and as many reads; a loop costs 0.54 USD an hour at the most.
  // And ten forecasts of 20 KB a second, each way.
  onDemandMax: { ledger: { read: 200, write: 200 }, forecasts: { read: 50, write: 220 } },
  // The least that AWS takes of either; 1,000 units are 50 forecasts of 20 KB a second.
  cache: { storageGbMax: 1, ecpusPerSecondMax: 1_000 },
  budgetUsdPerMonth: 50,
};

const prod: StageConfig = {
  stage: 'prod',
  isProtected: true,
  // 500 a second, a tenth of what all tokens together may.
  firewall: { requestsPerMinuteMax: 30_000 },
  notifies: true,
  pages: true,
  hasCanaries: true,
  logRetentionDays: 90,
  // Half of the account's own limits, so that one API of a Region cannot starve the others.
  throttle: { requestsPerSecond: 5_000, burst: 2_500 },
  // 50 workers × 100 messages a batch: about 5,000 rides in hand, and below what is reserved for them.
  workerConcurrencyMax: 50,
  accountConcurrency: 1_000,
  // Capture: 5,000 scans a second × 50 ms (an estimate) = 250 at once; batches come 25 to a request, and take a third of
  // that. 60 leave the 50 workers of the queue room for a deploy; the stream has a worker a shard, and a shard for each
  // 1,000 of 6,000 writes a second, doubled while they split. Money: 250 deposits and as many withdrawals a second ×
  // 100 ms (a read and a transaction, an estimate) = 25 at once, doubled for what has to try again; twice as many
  // payments, and fewer of what a till does once a day for a guest. Whoever floods the gates takes none of these, and
  // whoever floods the tills none of theirs.
  reservedConcurrency: {
    ...{ recordRide: 300, recordRides: 100, storeRides: 60, seeSkiers: 20 },
    ...{ openAccount: 20, createDeposit: 50, createWithdrawal: 50, createTransfer: 100, createRefund: 20 },
    ...{ createHold: 40, captureHold: 40, releaseHold: 20 },
  },
  // By day from 200 scans a second × 50 ms without a cold start, a morning's first minute, to 2,000. At night one, for
  // whoever clears a gate.
  provisionedConcurrency: { recordRide: { day: { min: 10, max: 100 }, night: { min: 1, max: 10 } } },
  tableCapacity: {
    rides: {
      // A unit a scan: 200 a second are a quiet day; 6,000 are capture's 5,000 and a backlog that shrinks by 1,000 a
      // second. What comes faster waits in the queue. At night the backlog of an evening's outage drains at 500.
      write: { day: { min: 200, max: 6_000 }, night: { min: 5, max: 500 } },
      // A unit a skier's day: up to 2,000 phones a second.
      read: { day: { min: 100, max: 2_000 }, night: { min: 5, max: 200 } },
    },
    views: {
      // In a transaction a skier takes 2 units, and so does the counter of up to 99: 2.02. When 100,000 skiers arrive
      // within two hours, those are 28 a second; 2,000 count a whole day again in 101 s.
      write: { day: { min: 30, max: 2_000 }, night: { min: 5, max: 500 } },
      // Half a unit for each ride that the stream brings, so half of the writes above.
      read: { day: { min: 100, max: 3_000 }, night: { min: 5, max: 250 } },
    },
  },
  // 500 resorts with 30 KB each are 15 MB. 2,000 readers a second × 20 KB are 40,000 units, and a quarter more.
  cache: { storageGbMax: 1, ecpusPerSecondMax: 50_000 },
  onDemandMax: {
    ledger: {
      // 100,000 guests who pay five times in eight hours are 17 money commands a second, at noon ten times that, and 500
      // are three noons. Each takes 8 units (transfer, account, entry and shard in a transaction): 4,000, and a quarter
      // more for what is tried again.
      write: 5_000,
      // 2 units a command, and 1,000 readers a second at some 4: an account, and a page of its entries.
      read: 5_000,
    },
    forecasts: {
      // 500 resorts that all publish within ten seconds, 20 units a document of 20 KB and 1 for the index.
      write: 1_100,
      // 2,000 readers a second without any cache, 5 units a document: what they need when it is gone.
      read: 10_000,
    },
  },
  budgetUsdPerMonth: 1_000,
};

/** For an afternoon's try: nothing that costs while nobody calls. */
const sandbox: StageConfig = {
  ...dev,
  stage: 'sandbox',
  firewall: undefined,
  notifies: false,
  tableCapacity: undefined,
  cache: 'none',
  budgetUsdPerMonth: 10,
};

const stages: Readonly<Record<string, StageConfig>> = { dev, prod, sandbox };

export function stageConfig(stage: string): StageConfig {
  const config = stages[stage];
  if (!config) throw new Error(`There is no stage "${stage}": there are ${Object.keys(stages).join(', ')}.`);
  return config;
}
