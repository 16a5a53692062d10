import {
  CloudWatchClient,
  type MetricDataQuery,
  type MetricDataResult,
  paginateGetMetricData,
} from '@aws-sdk/client-cloudwatch';
import { gatewayPath } from '../gateway-path.ts';
import { StoreUnavailable } from '../items.ts';
import type { Clock } from '../platform.ts';
import { CLIENT_SETTINGS } from './client-settings.ts';
import { withinDeadline } from './deadline.ts';
import { failureOf } from './sdk-failure.ts';

interface Endpoint {
  readonly method: string;
  readonly path: string;
}

interface Gateway {
  readonly api: string;
  readonly stage: string;
  /** At most 166: three queries each, and GetMetricData takes 500. */
  readonly endpoints: readonly Endpoint[];
  readonly clock: Pick<Clock, 'now'>;
}

/** How long the endpoints of a REST API took in the last 15 minutes, as its gateway told CloudWatch. */
export function gatewayLatency(
  { api, stage, endpoints, clock }: Gateway,
  client = new CloudWatchClient(CLIENT_SETTINGS),
) {
  const MetricDataQueries = endpoints.flatMap((endpoint, n) =>
    STATISTICS.map((statistic) => queryFor(endpoint, { id: `${statistic}${n}`, statistic })),
  );

  return {
    async endpoints() {
      const now = clock.now();
      const window = { StartTime: new Date(now - WINDOW_MS), EndTime: new Date(now) };
      const values = await valuesById({ ...window, MetricDataQueries });

      return endpoints.flatMap((endpoint, n) => {
        const [sums = [], counts = [], maxima = []] = STATISTICS.map((statistic) => values.get(`${statistic}${n}`));
        const calls = sum(counts);
        return calls === 0 ? [] : [{ ...endpoint, meanMs: sum(sums) / calls, maxMs: Math.max(...maxima) }];
      });
    },
  };

  async function valuesById(input: { StartTime: Date; EndTime: Date; MetricDataQueries: MetricDataQuery[] }) {
    const values = new Map<string, readonly number[]>();
    try {
      for await (const page of paginateGetMetricData({ client }, input, withinDeadline())) {
        for (const result of page.MetricDataResults ?? []) add(values, result);
      }
    } catch (error) {
      if (failureOf(error) === 'surprise') throw error;
      throw new StoreUnavailable('CloudWatch did not say how long the endpoints took', { cause: error });
    }
    return values;
  }

  function queryFor({ method, path }: Endpoint, { id, statistic }: { id: string; statistic: Statistic }) {
    const dimensions = { ApiName: api, Stage: stage, Resource: gatewayPath(path), Method: method };
    return {
      Id: id,
      MetricStat: {
        Metric: {
          Namespace: 'AWS/ApiGateway',
          MetricName: 'Latency',
          Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
        },
        Stat: STATS[statistic],
        Period: 60,
      },
    };
  }
}

const WINDOW_MS = 15 * 60 * 1_000;

/** A mean over all minutes is the sum of their sums by the sum of their counts; of their means it would not be one. */
const STATS = { sum: 'Sum', count: 'SampleCount', max: 'Maximum' } as const;
type Statistic = keyof typeof STATS;
const STATISTICS = ['sum', 'count', 'max'] as const satisfies readonly Statistic[];

/** One result may come in several pages. */
function add(values: Map<string, readonly number[]>, { Id = '', Values = [] }: MetricDataResult): void {
  values.set(Id, [...(values.get(Id) ?? []), ...Values]);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
