import { expect, inject, it } from 'vitest';
import { ofType } from './synthesis.ts';

const { data } = inject('stages').dev;

it('asks our function before any token is signed, the tokens of programs included', () => {
  const [[, pool] = []] = ofType(data, 'AWS::Cognito::UserPool');
  const [trigger] = ofType(data, 'AWS::Lambda::Function').filter(
    ([, { Properties }]) => Properties.FunctionName === 'liftline-dev-grantClaims',
  );
  const [[, permission] = []] = ofType(data, 'AWS::Lambda::Permission');

  const functionArn = { 'Fn::GetAtt': [trigger?.[0], 'Arn'] };
  expect(pool?.Properties.UserPoolTier).toBe('ESSENTIALS');
  expect(pool?.Properties.LambdaConfig.PreTokenGenerationConfig).toEqual({
    LambdaArn: functionArn,
    LambdaVersion: 'V3_0',
  });
  expect(permission?.Properties).toMatchObject({
    FunctionName: functionArn,
    Principal: 'cognito-idp.amazonaws.com',
    SourceArn: { 'Fn::GetAtt': [expect.stringMatching(/^Directory/), 'Arn'] },
  });
  // Cognito waits for 5 s.
  expect(trigger?.[1].Properties.Timeout).toBe(5);
});

it('signs guests in without a secret, without sending the password, and for 15 minutes at a time', () => {
  const [[, guests] = []] = ofType(data, 'AWS::Cognito::UserPoolClient');

  expect(guests?.Properties).toMatchObject({
    GenerateSecret: false,
    ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH'],
    PreventUserExistenceErrors: 'ENABLED',
    EnableTokenRevocation: true,
    AccessTokenValidity: 15,
    RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 10 },
  });
});

it("lets no guest's app write what a token is bound to", () => {
  const [[, pool] = []] = ofType(data, 'AWS::Cognito::UserPool');
  const [[, guests] = []] = ofType(data, 'AWS::Cognito::UserPoolClient');

  expect(pool?.Properties.Schema.map(({ Name }: { Name: string }) => Name)).toEqual(['skierID', 'resorts']);
  expect(guests?.Properties.WriteAttributes).toEqual(['locale']);
});

it('lets nobody sign up alone', () => {
  const [[, pool] = []] = ofType(data, 'AWS::Cognito::UserPool');

  expect(pool?.Properties.AdminCreateUserConfig).toEqual({ AllowAdminCreateUserOnly: true });
});
