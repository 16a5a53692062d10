import { describe, expect, inject, it } from 'vitest';
import { CLIENT_LIMITS } from '../../lib/aws/config.ts';
import { ofType, type Resource, type Template } from './synthesis.ts';

describe.each(Object.values(inject('stages')))('the usage plans of $config.stage', ({ app }) => {
  const [[sharedKey, { Properties: key }]] = ofType(app, 'AWS::ApiGateway::ApiKey') as [[string, Resource]];
  const plans = ofType(app, 'AWS::ApiGateway::UsagePlan');

  it('are one for each limit that a program may have, and one for everybody else', () => {
    const throttles = plans.map(([, { Properties }]) => Properties.Throttle);

    expect(throttles).toEqual([
      undefined,
      ...CLIENT_LIMITS.map((limit) => ({ RateLimit: limit / 60, BurstLimit: limit })),
    ]);
    // So that several stages fit into an account, which has 300.
    expect(plans.length).toBeLessThan(20);
  });

  it('are of the one stage of the API, and are made one after the other', () => {
    for (const [index, [, plan]] of plans.entries()) {
      expect(plan.Properties.ApiStages).toMatchObject([
        { ApiId: { Ref: only(app, 'AWS::ApiGateway::RestApi') }, Stage: { Ref: only(app, 'AWS::ApiGateway::Stage') } },
      ]);
      const [before] = plans[index - 1] ?? [];
      if (before) expect((plan as { DependsOn?: readonly string[] }).DependsOn).toContain(before);
    }
  });

  it('leave nobody without a key: who has none of their own is counted by the shared one, which is in a plan', () => {
    const [unlimited = ''] = plans.find(([, { Properties }]) => Properties.Throttle === undefined) ?? [];
    const memberships = ofType(app, 'AWS::ApiGateway::UsagePlanKey').map(([, { Properties }]) => Properties);
    const [authorizer] = ofType(app, 'AWS::Lambda::Function').filter(([id]) => id.startsWith('Identityauthorize'));

    expect(memberships).toEqual([{ KeyId: { Ref: sharedKey }, KeyType: 'API_KEY', UsagePlanId: { Ref: unlimited } }]);
    expect(authorizer?.[1].Properties.Environment.Variables.SHARED_USAGE_IDENTIFIER).toBe(key.Value);
    expect([key.Value, key.Enabled]).toEqual([expect.stringMatching(/^[a-zA-Z0-9]{20,128}$/), true]);
  });

  it('are asked for wherever there is an authorizer to name a key, and nowhere else', () => {
    const methods = ofType(app, 'AWS::ApiGateway::Method').map(([, { Properties }]) => Properties);
    const keyed = methods.filter(({ ApiKeyRequired }) => ApiKeyRequired);

    expect(app[only(app, 'AWS::ApiGateway::RestApi')]?.Properties.ApiKeySourceType).toBe('AUTHORIZER');
    expect(keyed).toEqual(methods.filter(({ AuthorizerId }) => AuthorizerId));
    expect(keyed.length).toBeGreaterThan(30);
  });
});

it('have names of their own in each stage, as the shared keys have, because stages may share an account', () => {
  const named = Object.values(inject('stages')).flatMap(({ app }) => [
    ...ofType(app, 'AWS::ApiGateway::UsagePlan').map(([, { Properties }]) => Properties.UsagePlanName),
    ...ofType(app, 'AWS::ApiGateway::ApiKey').map(([, { Properties }]) => Properties.Value),
  ]);

  expect(new Set(named).size).toBe(named.length);
});

function only(template: Template, type: string): string {
  const [found, ...others] = ofType(template, type);
  if (!found || others.length > 0) throw new Error(`There is not one ${type}.`);
  return found[0];
}
