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
  readonly provisionedConcurrency: Readonly<Record<string, number>>;
  /** Told when 80 % are spent, and when the forecast for the month goes beyond. */
  readonly budgetUsdPerMonth: number;
}

/** Every part on, at its smallest, removable; a fresh account's limit of 10 executions will do. */
const dev: StageConfig = {
  stage: 'dev',
  isProtected: false,
  firewall: { requestsPerMinuteMax: 6_000 },
  notifies: true,
  pages: false,
  logRetentionDays: 7,
  throttle: { requestsPerSecond: 100, burst: 200 },
  workerConcurrencyMax: 2,
  accountConcurrency: 10,
  reservedConcurrency: {},
  provisionedConcurrency: {},
  budgetUsdPerMonth: 50,
};

const prod: StageConfig = {
  stage: 'prod',
  isProtected: true,
  // 500 a second, a tenth of what all tokens together may.
  firewall: { requestsPerMinuteMax: 30_000 },
  notifies: true,
  pages: true,
  logRetentionDays: 90,
  // Half of the account's own limits, so that one API of a Region cannot starve the others.
  throttle: { requestsPerSecond: 5_000, burst: 2_500 },
  // 50 workers × 100 messages a batch: about 5,000 rides in hand, and below what is reserved for them.
  workerConcurrencyMax: 50,
  accountConcurrency: 1_000,
  // 5,000 scans a second × 50 ms (an estimate) = 250 at once; 60 leave the 50 workers room for a deploy.
  reservedConcurrency: { recordRide: 300, storeRides: 60 },
  // 200 scans a second × 50 ms without a cold start: a morning's first minute.
  provisionedConcurrency: { recordRide: 10 },
  budgetUsdPerMonth: 1_000,
};

/** For an afternoon's try: nothing that costs while nobody calls. */
const sandbox: StageConfig = { ...dev, stage: 'sandbox', firewall: undefined, notifies: false, budgetUsdPerMonth: 10 };

const stages: Readonly<Record<string, StageConfig>> = { dev, prod, sandbox };

export function stageConfig(stage: string): StageConfig {
  const config = stages[stage];
  if (!config) throw new Error(`There is no stage "${stage}": say -c stage=${Object.keys(stages).join(', or ')}.`);
  return config;
}

/** Another issuer of tokens than the stage's own user pool. */
export interface TokenIssuer {
  readonly issuer: string;
  readonly jwksUri: string;
}

/** From `-c issuer=… -c jwksUri=…`, which come together or not at all. */
export function tokenIssuer(context: (key: string) => unknown): TokenIssuer | undefined {
  const [issuer, jwksUri] = [context('issuer'), context('jwksUri')];
  if (issuer === undefined && jwksUri === undefined) return undefined;
  if (typeof issuer !== 'string' || typeof jwksUri !== 'string') {
    throw new Error('Another issuer of tokens takes both -c issuer=URL and -c jwksUri=URL.');
  }
  return { issuer, jwksUri };
}
