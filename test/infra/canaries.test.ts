import { describe, expect, inject, it } from 'vitest';
import { alarmsOf } from '../../lib/alarms.ts';
import { ofType } from './synthesis.ts';

const { dev, prod } = inject('stages');
const groups = ofType(prod.app, 'AWS::CodeDeploy::DeploymentGroup').map(([, { Properties }]) => Properties);

describe('canaries', () => {
  it('go before every new version of what is called through an alias, in prod alone', () => {
    const aliases = ofType(prod.app, 'AWS::Lambda::Alias').map(([, { UpdatePolicy }]) => UpdatePolicy);

    expect(aliases).toHaveLength(13);
    expect(aliases.every((policy) => policy?.CodeDeployLambdaAliasUpdate)).toBe(true);
    expect(groups).toHaveLength(aliases.length);
    expect(ofType(dev.app, 'AWS::CodeDeploy::DeploymentGroup')).toEqual([]);
  });

  it('are taken back by alarms that are there, and that fire while they last', () => {
    const declared = new Map(
      Object.values(alarmsOf)
        .flat()
        .map((alarm) => [`liftline-prod-${alarm.id}`, alarm]),
    );

    for (const { AlarmConfiguration, AutoRollbackConfiguration, DeploymentConfigName } of groups) {
      const names: string[] = AlarmConfiguration.Alarms.map(({ Name }: { Name: string }) => Name);
      const secondsToFire = names.map((name) => {
        const { periods, periodSeconds } = declared.get(name) ?? { periods: Number.NaN, periodSeconds: 0 };
        return periods * periodSeconds;
      });

      expect(DeploymentConfigName).toBe('CodeDeployDefault.LambdaCanary10Percent10Minutes');
      expect(Math.max(...secondsToFire)).toBeLessThanOrEqual(300);
      expect(AutoRollbackConfiguration.Events).toContain('DEPLOYMENT_STOP_ON_ALARM');
    }
  });
});
