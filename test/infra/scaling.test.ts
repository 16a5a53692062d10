import { describe, expect, inject, it } from 'vitest';
import type { Bounds, DayAndNight } from '../../lib/aws/config.ts';
import { ofType, type Resource, type Synthesis, type Template } from './synthesis.ts';

const stages = inject('stages');
const scaled = [
  ['dev', stages.dev],
  ['prod', stages.prod],
] as const;

describe('the tables of the rides', () => {
  it.each(scaled)('scale reads and writes within the bounds of %s, by day and by night', (_, { config, data }) => {
    const configured = Object.entries(config.tableCapacity ?? {}).flatMap(([table, { read, write }]) => [
      [`${table} ReadCapacityUnits`, read],
      [`${table} WriteCapacityUnits`, write],
    ]);

    const deployed = targetsIn(data).map((target) => {
      const table = /Ref":"(\w+?)[0-9A-F]{8}"/.exec(JSON.stringify(target.ResourceId))?.[1]?.toLowerCase();
      return [`${table} ${target.ScalableDimension.split(':').at(-1)}`, boundsOf(target)];
    });

    expect(configured).toHaveLength(4);
    expect(Object.fromEntries(deployed)).toEqual(Object.fromEntries(configured));
  });

  it.each(scaled)('begin in %s with what they have at the least by day', (_, { config, data }) => {
    const { rides, views } = config.tableCapacity ?? {};

    const provisioned = ofType(data, 'AWS::DynamoDB::Table').map(([, { Properties }]) => [
      Properties.ProvisionedThroughput?.ReadCapacityUnits,
      Properties.ProvisionedThroughput?.WriteCapacityUnits,
    ]);

    expect(provisioned).toEqual([
      [rides?.read.day.min, rides?.write.day.min],
      [views?.read.day.min, views?.write.day.min],
      // The ledger and the forecasts, which are on demand.
      [undefined, undefined],
      // The idempotency and the identity table, which nobody calls in a storm.
      [undefined, undefined],
      [undefined, undefined],
      [undefined, undefined],
    ]);
  });

  it('are on demand in the sandbox, where nobody pays for what nobody uses', () => {
    const modes = ofType(stages.sandbox.data, 'AWS::DynamoDB::Table').map(
      ([, { Properties }]) => Properties.BillingMode,
    );

    expect(new Set(modes)).toEqual(new Set(['PAY_PER_REQUEST']));
    expect(targetsIn(stages.sandbox.data)).toEqual([]);
  });
});

describe('the ledger', () => {
  it.each(Object.entries(stages))('is on demand in %s up to a maximum, and so is its index', (_, { config, data }) => {
    const { read, write } = config.onDemandMax.ledger;
    const [[, table] = []] = ofType(data, 'AWS::DynamoDB::Table').filter(([id]) => id.startsWith('Ledger'));
    const OnDemandThroughput = { MaxReadRequestUnits: read, MaxWriteRequestUnits: write };

    expect(table?.Properties).toMatchObject({ BillingMode: 'PAY_PER_REQUEST', OnDemandThroughput });
    expect(table?.Properties.GlobalSecondaryIndexes).toMatchObject([{ OnDemandThroughput }]);
  });
});

describe('capture', () => {
  it('is kept warm in prod, between bounds that differ by day and by night', () => {
    const [target, ...others] = targetsIn(stages.prod.app);

    expect(others).toEqual([]);
    expect(target?.ScalableDimension).toBe('lambda:function:ProvisionedConcurrency');
    expect(JSON.stringify(target?.ResourceId)).toContain('recordRide');
    expect(boundsOf(target)).toEqual(stages.prod.config.provisionedConcurrency['recordRide']);
  });

  it('starts cold in dev, whose account may have a limit of ten', () => {
    const aliases = ofType(stages.dev.app, 'AWS::Lambda::Alias').map(([, { Properties }]) => Properties);

    expect(targetsIn(stages.dev.app)).toEqual([]);
    expect(aliases.filter(({ ProvisionedConcurrencyConfig }) => ProvisionedConcurrencyConfig)).toEqual([]);
  });
});

describe('everything that scales', () => {
  const targets = scaled.flatMap(([, stage]) => targetsInAll(stage));

  it('has a minimum of at least one, and no maximum below it', () => {
    const all = targets.flatMap((target) => Object.values(boundsOf(target)));

    expect(all.length).toBeGreaterThan(0);
    for (const { min, max } of all) {
      expect(min).toBeGreaterThanOrEqual(1);
      expect(max).toBeGreaterThanOrEqual(min);
    }
  });

  it('may have less at night than by day', () => {
    for (const { day, night } of targets.map(boundsOf)) {
      expect(night.min).toBeLessThan(day.min);
      expect(night.max).toBeLessThan(day.max);
    }
  });

  it('follows what is in use, and the clock of the resorts', () => {
    const policies = scaled.flatMap(([, { data, app }]) =>
      [data, app].flatMap((template) => ofType(template, 'AWS::ApplicationAutoScaling::ScalingPolicy')),
    );
    const actions = targets.flatMap(({ ScheduledActions }) => ScheduledActions);

    expect(policies).toHaveLength(targets.length);
    for (const [, { Properties }] of policies) expect(Properties.PolicyType).toBe('TargetTrackingScaling');
    expect(new Set(actions.map(({ Schedule, Timezone }) => `${Schedule} ${Timezone}`))).toEqual(
      new Set(['cron(0 6 * * ? *) America/Denver', 'cron(0 20 * * ? *) America/Denver']),
    );
  });
});

function targetsInAll({ data, app }: Synthesis): Resource['Properties'][] {
  return [data, app].flatMap(targetsIn);
}

function targetsIn(template: Template): Resource['Properties'][] {
  return ofType(template, 'AWS::ApplicationAutoScaling::ScalableTarget').map(([, { Properties }]) => Properties);
}

/** As they are in the morning and in the evening; a target that was just deployed has those of the day. */
function boundsOf({ MinCapacity, MaxCapacity, ScheduledActions }: Resource['Properties']): DayAndNight {
  const [day, night] = ['Day', 'Night'].map((name): Bounds => {
    const action = ScheduledActions.find((each: Resource['Properties']) => each.ScheduledActionName === name);
    const { MinCapacity: min, MaxCapacity: max } = action.ScalableTargetAction;
    return { min, max };
  }) as [Bounds, Bounds];
  expect({ min: MinCapacity, max: MaxCapacity }).toEqual(day);
  return { day, night };
}
