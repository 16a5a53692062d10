/**
 * One alarm, declared once, beside the service that it watches. From it come the CloudWatch alarm, its runbook page,
 * its place on the dashboard and (later) the embedded evaluation.
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
  readonly threshold: { readonly comparison: '>' | '>='; readonly value: number; readonly unit: string };
  /** It fires when the threshold is passed in this many periods, of `periodSeconds` each, one after another. */
  readonly periods: number;
  readonly periodSeconds: number;
  /** The first three things to look at, each with a command to paste where there is one. */
  readonly firstChecks: readonly [string, string, string];
  /** CloudWatch Logs Insights, run over the named functions. */
  readonly query?: { readonly functions: readonly string[]; readonly text: string };
  readonly remedy: string;
  /** How to know that it is cured. */
  readonly cured: string;
}

export type AlarmMetric =
  | {
      readonly of: 'queue';
      readonly queue: string;
      readonly name: 'ApproximateAgeOfOldestMessage' | 'ApproximateNumberOfMessagesVisible';
    }
  | { readonly of: 'function'; readonly operationId: string; readonly name: 'Errors' | 'Throttles' | 'Duration' }
  | { readonly of: 'api'; readonly name: '5XXError' | 'Latency' };

/** Where the alarm's runbook stands: one page a service, one heading an alarm. */
export function runbookOf(service: string, alarm: Alarm): string {
  return `docs/runbooks/${service}.md#${alarm.id}`;
}
