import { join } from 'node:path';
import { expect, inject, it } from 'vitest';
import * as z from 'zod';
import { TokenEnvironment, tokenSettings } from '../../lambdas/identity/token-environment.ts';
import { stageConfig } from '../../lib/aws/config.ts';
import { addLiftline } from '../../lib/aws/liftline.ts';
import { tokenIssuer } from '../../lib/aws/token-issuer.ts';
import { newApp, ofType, type Template } from './synthesis.ts';

const issuer = 'https://issuer.example';
const jwksUri = `${issuer}/keys`;

it('believes another issuer of tokens, for these audiences and algorithms, where a deployment names one', () => {
  const context: Record<string, string> = { issuer, jwksUri, audience: 'liftline,till', algorithms: 'ES256,RS256' };
  const app = newApp(join(inject('scratch'), 'issuer'));
  const { app: stack } = addLiftline(app, {
    config: stageConfig('sandbox'),
    tokenIssuer: tokenIssuer((key) => context[key]),
    bundles: inject('bundles'),
  });

  const template: Template = app.synth().getStackByName(stack.stackName).template.Resources;

  expect(tokenSettings(authorizerEnvironment(template))).toEqual({
    issuer,
    jwksUri,
    audiences: ['liftline', 'till'],
    algorithms: ['ES256', 'RS256'],
    resourceServer: 'liftline',
  });
});

it("believes the stage's own user pool where it names none", () => {
  expect(tokenIssuer(() => undefined)).toBeUndefined();
});

it.each([
  { issuer },
  { jwksUri },
  { audience: 'liftline' },
  { issuer: 'issuer', jwksUri },
  { issuer, jwksUri, algorithms: 'HS256' },
  { issuer, jwksUri, algorithms: 'none' },
])('refuses to deploy with half an issuer, or one whose tokens anybody could make: %j', (given) => {
  const context: Record<string, string | undefined> = given;

  expect(() => tokenIssuer((key) => context[key])).toThrow(/takes both -c issuer=URL and -c jwksUri=URL/);
});

function authorizerEnvironment(template: Template) {
  const [found] = ofType(template, 'AWS::Lambda::Function').filter(([id]) => id.startsWith('Identityauthorize'));
  return z.object(TokenEnvironment).parse(found?.[1].Properties.Environment.Variables);
}
