import { globSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { runbookOf } from '#platform/alarm.ts';
import { alarmsOf } from '../../lib/alarms.ts';
import { runbookPage } from '../../lib/aws/runbook-page.ts';
import { ofType, pathsIn, type Resource, type Template } from './synthesis.ts';

const root = resolve(import.meta.dirname, '../..');
const declared = Object.entries(alarmsOf).flatMap(([service, alarms]) => alarms.map((alarm) => ({ service, alarm })));
const { dev, prod } = inject('stages');
const alarms = ofType(dev.operations, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties);

describe('alarms', () => {
  it('are deployed as they are declared, no more and no fewer', () => {
    const names: string[] = alarms.map(({ AlarmName }) => AlarmName);

    expect(names.toSorted()).toEqual(declared.map(({ alarm }) => `liftline-dev-${alarm.id}`).toSorted());
  });

  it.each(declared)('say what is wrong, who is hurt and where to read on: $alarm.id', ({ service, alarm }) => {
    const description = alarmNamed(`liftline-dev-${alarm.id}`).AlarmDescription as string;

    expect(description).toContain(alarm.symptom);
    expect(description).toContain(alarm.impact);
    expect(description).toContain(alarm.firstChecks[0].replaceAll('STAGE', 'dev'));
    expect(description).toContain(runbookOf(service, alarm));
    // CloudWatch keeps no more.
    expect(description.length).toBeLessThanOrEqual(1_024);
  });

  it('take silence for a good sign, but where it is the sign that they wait for', () => {
    const inSilence = alarms.filter(({ TreatMissingData }) => TreatMissingData !== 'notBreaching');

    expect(inSilence).toMatchObject([
      { AlarmName: 'liftline-dev-accounts-ledger-not-reconciled', TreatMissingData: 'breaching' },
    ]);
  });

  it('watch only what is there', () => {
    const there = new Set([
      ...ofType(dev.app, 'AWS::SQS::Queue').map(([, { Properties }]) => Properties.QueueName),
      ...inEither('AWS::Lambda::Function').map(({ FunctionName }) => FunctionName),
      ...ofType(dev.app, 'AWS::ApiGateway::RestApi').map(([, { Properties }]) => Properties.Name),
      ...ofType(dev.app, 'AWS::ApiGateway::Stage').map(([, { Properties }]) => Properties.StageName),
      ...ofType(dev.app, 'AWS::ApiGateway::Method').map(([, { Properties }]) => Properties.HttpMethod),
      ...pathsIn(dev.app).values(),
      ...ofType(dev.app, 'AWS::Lambda::Function').map(
        ([, { Properties }]) => Properties.Environment.Variables.POWERTOOLS_SERVICE_NAME,
      ),
      ...ofType(dev.data, 'AWS::ElastiCache::ServerlessCache').map(
        ([, { Properties }]) => Properties.ServerlessCacheName,
      ),
      ...ofType(dev.data, 'AWS::DynamoDB::Table').map(([id]) => `the table ${id}`),
    ]);

    const watched = alarms.flatMap(metricsOf).flatMap(({ Dimensions }) => Dimensions.map(watchedIn));

    expect(watched).toContain('the table RidesE16D08B4');
    expect(watched.filter((name) => !there.has(name))).toEqual([]);
  });

  it('watch business metrics in the namespace of the stage, under names that the services count', () => {
    const written = new Set(
      ofType(dev.app, 'AWS::Lambda::Function').map(
        ([, { Properties }]) => Properties.Environment.Variables.POWERTOOLS_METRICS_NAMESPACE,
      ),
    );
    const source = globSync('lambdas/{accounts,forecasts,platform,rides}/!(alarms).ts', { cwd: root })
      .map((file) => readFileSync(join(root, file), 'utf8'))
      .join();

    const business = alarms.filter(({ Dimensions }) => Dimensions?.[0]?.Name === 'service');

    expect([...written]).toEqual(['Liftline/dev']);
    expect(business.length).toBeGreaterThan(0);
    for (const { Namespace, MetricName, Statistic } of business) {
      expect({ Namespace, Statistic }).toEqual({ Namespace: 'Liftline/dev', Statistic: 'Sum' });
      expect(source).toContain(`'${MetricName}'`);
    }
  });

  it.each([
    ['rides-drain-slow', 'sent - deleted'],
    ['rides-capture-5xx', 'SUM([failed0, failed1]) / SUM([all0, all1])'],
    ['rides-capture-slow', 'MAX([latency0, latency1])'],
    ['forecasts-hit-ratio-low', 'IF(SUM([all0]) >= 300, counted / SUM([all0]), 0)'],
    ['forecasts-cache-at-limit', 'MAX([ecpus / PERIOD(ecpus) / 1000, bytes / 1000000000])'],
    ['rides-throttled-by-key', 'SUM([refused0, refused1, refused2, refused3])'],
    [
      'rides-scaling-at-maximum',
      `MAX([${[0, 1, 2, 3].map((n) => `used${n} / PERIOD(used${n}) / there${n}`).join(', ')}])`,
    ],
  ])('compute what CloudWatch does not measure: %s', (id, expression) => {
    const [computed, ...others] = alarmNamed(`liftline-dev-${id}`).Metrics.filter(
      ({ Expression }: Resource['Properties']) => Expression,
    );

    expect(others).toEqual([]);
    expect(computed.Expression).toBe(expression);
  });

  it('read at most the ten metrics that CloudWatch lets one alarm read', () => {
    expect(Math.max(...alarms.map((alarm) => metricsOf(alarm).length))).toBeLessThanOrEqual(10);
  });

  it('have saved queries over log groups that are there', () => {
    const groups = new Set(inEither('AWS::Logs::LogGroup').map(({ LogGroupName }) => LogGroupName));

    const queried = ofType(dev.operations, 'AWS::Logs::QueryDefinition').flatMap(
      ([, { Properties }]) => Properties.LogGroupNames,
    );

    expect(queried.length).toBeGreaterThan(0);
    expect(queried.filter((group) => !groups.has(group))).toEqual([]);
  });

  it('wake somebody in prod when they are pages, and wait as tickets everywhere else', () => {
    for (const { alarm } of declared) {
      expect(topicsOf(prod.operations, `liftline-prod-${alarm.id}`)).toEqual([
        alarm.severity === 'page' ? 'liftline-prod-Pages' : 'liftline-prod-Tickets',
      ]);
      expect(topicsOf(dev.operations, `liftline-dev-${alarm.id}`)).toEqual(['liftline-dev-Tickets']);
    }
  });
});

describe('runbooks', () => {
  it('are one page a service, and those that no alarm sends anybody to', () => {
    const pages = readdirSync(join(root, 'docs/runbooks')).toSorted();

    expect(pages).toEqual([...Object.keys(alarmsOf), 'restore'].map((name) => `${name}.md`).toSorted());
  });

  it.each(Object.entries(alarmsOf))('are current: %s (if not: npm run runbooks)', (service, own) => {
    const page = readFileSync(join(root, `docs/runbooks/${service}.md`), 'utf8');

    expect(page).toBe(runbookPage(service, own));
  });

  it.each(declared)('have a heading for $alarm.id', ({ service, alarm }) => {
    const [page = '', heading] = runbookOf(service, alarm).split('#');

    expect(readFileSync(join(root, page), 'utf8')).toContain(`\n## ${heading}\n`);
  });
});

function alarmNamed(name: string): Resource['Properties'] {
  return alarms.find(({ AlarmName }) => AlarmName === name);
}

/** An alarm watches one metric, or several from which it computes one. */
function metricsOf(alarm: Resource['Properties']): Resource['Properties'][] {
  if (!alarm.Metrics) return [alarm];
  return alarm.Metrics.flatMap(({ MetricStat }: Resource['Properties']) => (MetricStat ? [MetricStat.Metric] : []));
}

/** A table has no name of its own: it is an output of another stack, which is named after its logical id. */
function watchedIn({ Value }: Resource['Properties']): string {
  if (typeof Value === 'string') return Value;
  return `the table ${/Ref(\w+?[0-9A-F]{8})[0-9A-F]{8}/.exec(JSON.stringify(Value))?.[1]}`;
}

function topicsOf(operations: Template, alarmName: string): string[] {
  const [, alarm] =
    ofType(operations, 'AWS::CloudWatch::Alarm').find(([, { Properties }]) => Properties.AlarmName === alarmName) ?? [];
  return alarm?.Properties.AlarmActions.map(({ Ref }: { Ref: string }) => operations[Ref]?.Properties.TopicName);
}

/** Functions work in the stack `app`, but for the one that the user pool asks, which is beside it. */
function inEither(type: string): Resource['Properties'][] {
  return [...ofType(dev.app, type), ...ofType(dev.data, type)].map(([, { Properties }]) => Properties);
}
