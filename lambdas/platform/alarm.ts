/**
 * One alarm, declared once, beside the service that it watches. From it come the CloudWatch alarm, its runbook page,
 * its place on the dashboard and the embedded system's own evaluation.
 */
export interface Alarm {
  /** Kebab case; also the heading of its runbook. */
  readonly id: string;
  /** A page wakes somebody now; a ticket waits for the morning. */
  readonly severity: 'page' | 'ticket';
  /** What is seen, in one sentence. */
  readonly symptom: string;
  /** Who is hurt, and how, in one sentence. */
  readonly impact: string;
  readonly metric: AlarmMetric;
  readonly threshold: {
    readonly comparison: '>' | '>=' | '<';
    readonly value: number;
    readonly unit: string;
    /** Why this value and no other, with its arithmetic. */
    readonly reason: string;
  };
  /** It fires when the threshold is passed in this many periods, of `periodSeconds` each, one after another. */
  readonly periods: number;
  readonly periodSeconds: number;
  /** A period without a value counts as one that passes the threshold. @default false */
  readonly firesInSilence?: boolean;
  /** The first three things to look at, each with a command to paste where there is one. */
  readonly firstChecks: readonly [string, string, string];
  /** CloudWatch Logs Insights, run over the named functions. */
  readonly query?: { readonly functions: readonly string[]; readonly text: string };
  readonly remedy: string;
  /** How to know that it is cured. */
  readonly cured: string;
}

/**
 * What an alarm watches: one number a period. Counts are summed over the period, ages and queue lengths are its worst,
 * latencies are its slowest hundredth. Names are CloudWatch's own where CloudWatch has the number ready.
 */
export type AlarmMetric =
  /** Seconds, and messages. */
  | {
      readonly of: 'queue';
      readonly queue: string;
      readonly name: 'ApproximateAgeOfOldestMessage' | 'ApproximateNumberOfMessagesVisible';
    }
  /** Messages sent to a queue less those deleted from it: it grows while this is above zero. */
  | { readonly of: 'backlog'; readonly queue: string; readonly name: 'MessagesSentLessDeleted' }
  /** Failed invocations, and, of a stream's worker, the age in milliseconds of the last record that it was given. */
  | { readonly of: 'function'; readonly operationId: string; readonly name: 'Errors' | 'IteratorAge' }
  /** Of all routes: the share (0 to 1) of answers that are 5xx. */
  | { readonly of: 'api'; readonly name: '5XXError' }
  /** Of some operations together: the share (0 to 1) of answers that are 5xx, and the latency of the slowest one, in ms. */
  | { readonly of: 'operations'; readonly operationIds: readonly string[]; readonly name: '5XXError' | 'Latency' }
  /** What the functions of a service count themselves (`metrics.count`). */
  | { readonly of: 'business'; readonly service: string; readonly name: string }
  /** The same as a share of an operation's answers; 0 in a period with fewer of them than say anything. */
  | {
      readonly of: 'share';
      readonly service: string;
      readonly name: string;
      readonly operationId: string;
      readonly callsMin: number;
    }
  /** Of the cache: commands refused, entries thrown out, and the larger share (0 to 1) of its two limits that is used. */
  | { readonly of: 'cache'; readonly name: 'ThrottledCmds' | 'Evictions' | 'LimitUtilization' }
  /** Reads and writes that some tables refused, all together, by cause. */
  | { readonly of: 'throttles'; readonly tables: readonly string[]; readonly name: `${ThrottleCause}ThrottleEvents` }
  /** Consumed capacity as a share (0 to 1) of what is provisioned, where some tables have the least left. */
  | { readonly of: 'capacity'; readonly tables: readonly string[]; readonly name: 'CapacityUtilization' };

/** Why DynamoDB refuses: more than is provisioned, or our maximum on demand; than one key takes; than the account may. */
type ThrottleCause = 'ProvisionedThroughput' | 'MaxOnDemandThroughput' | 'KeyRangeThroughput' | 'AccountLimit';

/** Where the alarm's runbook stands: one page a service, one heading an alarm. */
export function runbookOf(service: string, alarm: Alarm): string {
  return `docs/runbooks/${service}.md#${alarm.id}`;
}
