import { beforeAll, describe, expect, inject, it } from 'vitest';
import { ofType, type Resource, type Synthesis, synthesise } from './synthesis.ts';

const [ours, theirs] = ['https://app.example.com', 'https://desk.example.com'];
const folders = { scratch: inject('scratch'), bundles: inject('bundles') };
let on: Synthesis;

/** Seconds, and more where others work beside it. */
const SYNTHESIS_MS_MAX = 240_000;

beforeAll(() => {
  on = synthesise('dev', folders, { allowedOrigins: [ours, theirs] });
}, SYNTHESIS_MS_MAX);

describe('with a list of origins', () => {
  it('the preflight of each routed path names an origin of the list, and says what a page may send', () => {
    const preflights = preflightsIn(on);

    expect(preflights.length).toBeGreaterThan(20);
    for (const { answer, declared } of preflights) {
      const template: string = answer.ResponseTemplates['application/json'];
      expect(template).toContain(`#if($origin == "${ours}" || $origin == "${theirs}")`);
      expect(template).toContain('$context.responseOverride.header.Access-Control-Allow-Origin = $origin');
      expect(answer.ResponseParameters).toMatchObject({
        'method.response.header.Vary': "'Origin'",
        'method.response.header.access-control-allow-headers': expect.stringContaining('Authorization'),
      });
      expect(declared).toHaveProperty(['method.response.header.Access-Control-Allow-Origin'], true);
    }
  });

  it('the functions that answer requests know the list, and no other does', () => {
    const knowing = ofType(on.app, 'AWS::Lambda::Function').filter(
      ([, { Properties }]) => Properties.Environment?.Variables?.ALLOWED_ORIGINS === `${ours} ${theirs}`,
    );
    const names = knowing.map(([, { Properties }]) => String(Properties.FunctionName));

    expect(names).toContain('liftline-dev-getBalance');
    expect(names).not.toContain('liftline-dev-storeRides');
  });

  it('the gateway by itself names no origin, because it cannot choose', () => {
    expect(JSON.stringify(ofType(on.app, 'AWS::ApiGateway::GatewayResponse'))).not.toMatch(/access-control-/i);
  });

  it('nothing is allowed to everybody', () => {
    expect(JSON.stringify(on.app)).not.toMatch(/allow-origin[^,]{0,20}'\*'/i);
  });
});

it('one origin alone is named by the gateway, too', () => {
  const { app } = synthesise('sandbox', folders, { allowedOrigins: [ours] });

  for (const [, { Properties }] of ofType(app, 'AWS::ApiGateway::GatewayResponse')) {
    expect(Properties.ResponseParameters).toMatchObject({
      'gatewayresponse.header.Access-Control-Allow-Origin': `'${ours}'`,
    });
  }
});

it('what is no origin is refused before anything is deployed', () => {
  expect(() =>
    synthesise('sandbox', folders, { allowedOrigins: ['https://app.example.com/'], logRetentionDays: 1 }),
  ).toThrow('An origin is written as');
});

function preflightsIn({ app }: Synthesis) {
  return ofType(app, 'AWS::ApiGateway::Method').flatMap(([, { Properties }]) => {
    const answer: Resource['Properties'] = Properties.Integration.IntegrationResponses?.find(
      ({ StatusCode }: Resource['Properties']) => StatusCode === '204',
    );
    const declared = Properties.MethodResponses?.find(({ StatusCode }: Resource['Properties']) => StatusCode === '204');
    return answer ? [{ answer, declared: declared.ResponseParameters }] : [];
  });
}
