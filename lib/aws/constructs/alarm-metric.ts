import { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Alarm } from '#platform/alarm.ts';
import { gatewayPath } from '#platform/gateway-path.ts';
import { allOperations } from '../../contracts.ts';
import { type Deployment, metricsNamespace, nameOf } from '../deployment.ts';

/** Where CloudWatch finds what alarms watch: by names that can be told in advance, and by those that tables were given. */
export interface Watched {
  readonly deployment: Deployment;
  /** By the name that the alarms have for them. */
  readonly tableNames: Readonly<Record<string, string>>;
}

type Metrics = Readonly<Record<string, IMetric>>;

/** The metric of an alarm, in the statistic or the arithmetic that its declaration promises. */
export function alarmMetric({ metric, periodSeconds }: Alarm, { deployment, tableNames }: Watched): IMetric {
  const period = Duration.seconds(periodSeconds);
  const math = (expression: string, usingMetrics: Metrics) =>
    new MathExpression({ expression, usingMetrics, period, label: metric.name });

  switch (metric.of) {
    case 'queue':
      return ofQueue(metric.queue, metric.name, 'Maximum');
    case 'backlog':
      return math('sent - deleted', {
        sent: ofQueue(metric.queue, 'NumberOfMessagesSent', 'Sum'),
        deleted: ofQueue(metric.queue, 'NumberOfMessagesDeleted', 'Sum'),
      });
    case 'function':
      return named('AWS/Lambda', metric.name, {
        statistic: metric.name === 'Errors' ? 'Sum' : 'Maximum',
        dimensionsMap: { FunctionName: nameOf(deployment, metric.operationId) },
      });
    case 'api':
      return ofApi(metric.name, 'Average');
    case 'operations': {
      const routes = metric.operationIds.flatMap(routesOf);
      const latency = numbered('latency', routes, (route) => ofApi('Latency', 'p99', route));
      if (metric.name === 'Latency') return math(`MAX(${arrayOf(latency)})`, latency);
      const failed = numbered('failed', routes, (route) => ofApi('5XXError', 'Sum', route));
      const all = numbered('all', routes, (route) => ofApi('Count', 'Sum', route));
      return math(`SUM(${arrayOf(failed)}) / SUM(${arrayOf(all)})`, { ...failed, ...all });
    }
    case 'business':
      return named(metricsNamespace(deployment), metric.name, {
        statistic: 'Sum',
        dimensionsMap: { service: metric.service },
      });
    case 'throttles': {
      const refused = numbered('refused', directionsOf(metric.tables), ({ table, direction }) =>
        ofTable(table, `${direction}${metric.name}`, 'Sum'),
      );
      return math(`SUM(${arrayOf(refused)})`, refused);
    }
    case 'capacity': {
      const directions = directionsOf(metric.tables);
      const shares = directions.map((_, n) => `used${n} / PERIOD(used${n}) / there${n}`);
      return math(`MAX([${shares.join(', ')}])`, {
        ...numbered('used', directions, ({ table, direction }) =>
          ofTable(table, `Consumed${direction}CapacityUnits`, 'Sum'),
        ),
        ...numbered('there', directions, ({ table, direction }) =>
          ofTable(table, `Provisioned${direction}CapacityUnits`, 'Average'),
        ),
      });
    }
  }

  function ofQueue(queue: string, name: string, statistic: string): Metric {
    return named('AWS/SQS', name, { statistic, dimensionsMap: { QueueName: nameOf(deployment, queue) } });
  }

  /** Of one route where one is named, else of all. */
  function ofApi(name: string, statistic: string, route?: Record<'Resource' | 'Method', string>): Metric {
    const dimensionsMap = { ApiName: nameOf(deployment), Stage: deployment.config.stage, ...route };
    return named('AWS/ApiGateway', name, { statistic, dimensionsMap });
  }

  function ofTable(table: string, name: string, statistic: string): Metric {
    const TableName = tableNames[table];
    if (!TableName) throw new Error(`An alarm watches the table "${table}", which is not there`);
    return named('AWS/DynamoDB', name, { statistic, dimensionsMap: { TableName } });
  }

  function named(namespace: string, metricName: string, rest: Pick<Metric, 'statistic'> & Dimensions): Metric {
    return new Metric({ namespace, metricName, period, ...rest });
  }
}

interface Dimensions {
  readonly dimensionsMap: Record<string, string>;
}

/** SUM and MAX of several series pass over those that have no data for a minute, where + would give none for all. */
function arrayOf(metrics: Metrics): string {
  return `[${Object.keys(metrics).join(', ')}]`;
}

function numbered<T>(name: string, values: readonly T[], metric: (value: T) => IMetric): Metrics {
  return Object.fromEntries(values.map((value, n) => [`${name}${n}`, metric(value)]));
}

function directionsOf(tables: readonly string[]) {
  return tables.flatMap((table) => (['Read', 'Write'] as const).map((direction) => ({ table, direction })));
}

/** Each path of an operation, as the gateway counts it. */
function routesOf(operationId: string): Record<'Resource' | 'Method', string>[] {
  const operation = allOperations.find((each) => each.operationId === operationId);
  if (!operation) throw new Error(`An alarm watches the operation "${operationId}", which is not there`);
  const { method, path, aliases = [] } = operation;
  return [path, ...aliases].map((each) => ({ Resource: gatewayPath(each), Method: method }));
}
