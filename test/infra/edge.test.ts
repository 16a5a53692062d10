import { describe, expect, inject, it } from 'vitest';
import { ofType } from './synthesis.ts';

const stages = inject('stages');

describe('the firewall', () => {
  it.each(['dev', 'prod'] as const)('stands before the API of %s with its three rules', (stage) => {
    const { app } = stages[stage];
    const [[id, acl] = []] = ofType(app, 'AWS::WAFv2::WebACL');
    const [[, association] = []] = ofType(app, 'AWS::WAFv2::WebACLAssociation');

    expect(acl?.Properties.Rules.map(({ Name }: { Name: string }) => Name)).toEqual([
      'KnownAttacks',
      'OversizedBodies',
      'FloodOfOneToken',
    ]);
    expect(association?.Properties.WebACLArn).toEqual({ 'Fn::GetAtt': [id, 'Arn'] });
  });

  it('counts requests by their token, because the gates of a resort share an address', () => {
    const [[, acl] = []] = ofType(stages.dev.app, 'AWS::WAFv2::WebACL');
    const [, , flood] = acl?.Properties.Rules ?? [];

    expect(flood.Statement.RateBasedStatement.CustomKeys).toMatchObject([{ Header: { Name: 'authorization' } }]);
    expect(flood.Statement.RateBasedStatement).not.toHaveProperty('ScopeDownStatement');
  });
});

describe('notices', () => {
  it('are encrypted and refuse to be published without TLS', () => {
    const { operations } = stages.prod;
    const topics = ofType(operations, 'AWS::SNS::Topic');
    const refusing = ofType(operations, 'AWS::SNS::TopicPolicy').filter(([, { Properties }]) =>
      Properties.PolicyDocument.Statement.some(
        ({ Effect, Condition }: { Effect: string; Condition?: { Bool?: object } }) =>
          Effect === 'Deny' && JSON.stringify(Condition?.Bool) === '{"aws:SecureTransport":"false"}',
      ),
    );

    expect(topics.length).toBeGreaterThan(0);
    expect(topics.every(([, { Properties }]) => Properties.KmsMasterKeyId)).toBe(true);
    expect(refusing).toHaveLength(topics.length);
  });
});

describe('templates', () => {
  it.each(Object.values(stages))('hold no secret, and functions are given none', ({ data, app, operations }) => {
    const names = ofType(app, 'AWS::Lambda::Function').flatMap(([, { Properties }]) =>
      Object.keys(Properties.Environment?.Variables ?? {}),
    );

    expect(names.length).toBeGreaterThan(0);
    expect(names.filter((name) => /SECRET|PASSWORD|CREDENTIAL|PRIVATE|TOKEN$|KEY$/.test(name))).toEqual([]);
    expect(JSON.stringify([data, app, operations])).not.toMatch(
      /AKIA[A-Z0-9]{16}|BEGIN [A-Z ]*PRIVATE KEY|eyJ[\w-]{20}/,
    );
  });
});
