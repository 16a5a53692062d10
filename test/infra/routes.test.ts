import { describe, expect, inject, it } from 'vitest';
import { deployedOperations } from '../../lib/contracts.ts';
import { ofType, pathsIn, type Resource } from './synthesis.ts';

const { app } = inject('stages').dev;
const paths = pathsIn(app);
const methods = ofType(app, 'AWS::ApiGateway::Method').map(([, { Properties }]) => ({
  method: Properties.HttpMethod as string,
  path: Properties.ResourceId.Ref ? paths.get(Properties.ResourceId.Ref) : '/',
  properties: Properties,
}));
const routed = methods.filter(({ method }) => method !== 'ANY');
const refusing = methods.filter(({ method }) => method === 'ANY');

describe('the API', () => {
  it('has the routes of the contracts, HEAD beside each GET, and no other', () => {
    const declared = deployedOperations.flatMap(({ method, path, aliases = [] }) =>
      [path, ...aliases].flatMap((each) =>
        (method === 'GET' ? ['GET', 'HEAD'] : [method]).map((name) => `${name} ${withoutNames(each)}`),
      ),
    );

    const deployed = routed.map(({ method, path = '' }) => `${method} ${withoutNames(path)}`);

    expect(deployed.toSorted()).toEqual(declared.toSorted());
  });

  it('asks for a token wherever the contract names a scope, and only there', () => {
    const open = new Set(deployedOperations.filter(({ scope }) => scope === 'none').map(({ path }) => path));

    const unguarded = routed.filter(({ properties }) => properties.AuthorizationType === 'NONE');
    const guarded = routed.filter(({ properties }) => properties.AuthorizerId);

    expect(new Set(unguarded.map(({ path }) => path))).toEqual(open);
    expect(guarded.length + unguarded.length).toBe(routed.length);
    expect(guarded.every(({ properties }) => properties.AuthorizationType === 'CUSTOM')).toBe(true);
  });

  it('leaves no more than health and its own documentation open to everybody', () => {
    const open = deployedOperations.filter(({ scope }) => scope === 'none').map(({ operationId }) => operationId);

    expect(open.toSorted()).toEqual(['getHealth', 'getOpenapi']);
  });

  it('tells no page of another origin that it may look', () => {
    for (const { app: template } of Object.values(inject('stages'))) {
      expect(JSON.stringify(template)).not.toMatch(/access-control-/i);
    }
  });

  it('answers each other method of a routed path, and OPTIONS, with the methods it has', () => {
    for (const path of new Set(routed.map((route) => route.path))) {
      const allowed = [...routed.filter((route) => route.path === path).map(({ method }) => method), 'OPTIONS'];
      const mock = refusing.find((each) => each.path === path)?.properties.Integration;

      const answers = mock?.IntegrationResponses.map((answer: Resource['Properties']) => [
        answer.StatusCode,
        answer.ResponseParameters['method.response.header.Allow'],
      ]);

      const allow = `'${allowed.toSorted().join(', ')}'`;
      expect({ path, type: mock?.Type, answers }).toEqual({
        path,
        type: 'MOCK',
        answers: [
          ['405', allow],
          ['204', allow],
        ],
      });
    }
  });

  it('answers every other path, the root included, with the 404 problem', () => {
    for (const path of ['/', '/{proxy+}']) {
      const mock = refusing.find((each) => each.path === path)?.properties.Integration;

      expect(mock?.IntegrationResponses).toHaveLength(1);
      expect(JSON.parse(mock.IntegrationResponses[0].ResponseTemplates['application/json'])).toMatchObject({
        status: 404,
        code: 'not_found',
      });
    }
  });

  it('gives each path one name: no two variables share a parent', () => {
    expect(sharedSegments(ofType(app, 'AWS::ApiGateway::Resource'))).toEqual([]);
    expect(sharedSegments([...ofType(app, 'AWS::ApiGateway::Resource'), ...twoUnder('skiers')])).toEqual([
      '{resortID} and {skierID}',
    ]);
  });

  it('answers every refusal of the gateway itself as a problem whose status is the real one', () => {
    const responses = ofType(app, 'AWS::ApiGateway::GatewayResponse').map(([, { Properties }]) => Properties);

    for (const { ResponseType, StatusCode, ResponseParameters, ResponseTemplates } of responses) {
      const document = JSON.parse(ResponseTemplates['application/json']);
      expect({ ResponseType, status: String(document.status) }).toEqual({ ResponseType, status: StatusCode });
      expect(ResponseParameters['gatewayresponse.header.Content-Type']).toBe("'application/problem+json'");
    }
    expect(Object.fromEntries(responses.map(({ ResponseType, StatusCode }) => [ResponseType, StatusCode]))).toEqual({
      ACCESS_DENIED: '403',
      API_CONFIGURATION_ERROR: '500',
      AUTHORIZER_CONFIGURATION_ERROR: '500',
      AUTHORIZER_FAILURE: '503',
      BAD_REQUEST_BODY: '400',
      BAD_REQUEST_PARAMETERS: '400',
      DEFAULT_4XX: '400',
      DEFAULT_5XX: '500',
      EXPIRED_TOKEN: '401',
      INTEGRATION_FAILURE: '504',
      INTEGRATION_TIMEOUT: '504',
      INVALID_API_KEY: '503',
      INVALID_SIGNATURE: '404',
      MISSING_AUTHENTICATION_TOKEN: '404',
      QUOTA_EXCEEDED: '429',
      REQUEST_TOO_LARGE: '413',
      RESOURCE_NOT_FOUND: '404',
      THROTTLED: '429',
      UNAUTHORIZED: '401',
      UNSUPPORTED_MEDIA_TYPE: '415',
      WAF_FILTERED: '400',
    });
  });

  it.each([
    ['UNAUTHORIZED', 'WWW-Authenticate', "'Bearer'"],
    ['THROTTLED', 'Retry-After', "'1'"],
    ['QUOTA_EXCEEDED', 'Retry-After', "'1'"],
    ['AUTHORIZER_FAILURE', 'Retry-After', "'1'"],
    ['INVALID_API_KEY', 'Retry-After', "'1'"],
  ])('tells the client of %s what to do with %s', (type, header, value) => {
    const response = ofType(app, 'AWS::ApiGateway::GatewayResponse').find(
      ([, { Properties }]) => Properties.ResponseType === type,
    );

    expect(response?.[1].Properties.ResponseParameters[`gatewayresponse.header.${header}`]).toBe(value);
  });

  it('throttles all routes together and writes an access log without headers', () => {
    const [stage] = ofType(app, 'AWS::ApiGateway::Stage').map(([, { Properties }]) => Properties);

    expect(stage.MethodSettings).toContainEqual(
      expect.objectContaining({ HttpMethod: '*', ThrottlingRateLimit: 100, ThrottlingBurstLimit: 200 }),
    );
    expect(stage.AccessLogSetting.Format).not.toMatch(/header|querystring|authorization/i);
  });
});

function withoutNames(path: string): string {
  return path.replace(/\{\w+\}/g, '{}');
}

function sharedSegments(resources: readonly [string, Resource][]): string[] {
  const variables = resources.filter(([, { Properties }]) => /^\{\w+\}$/.test(Properties.PathPart));
  const siblings = Map.groupBy(variables, ([, { Properties }]) => JSON.stringify(Properties.ParentId));
  return [...siblings.values()]
    .filter((each) => each.length > 1)
    .map((each) => each.map(([, { Properties }]) => Properties.PathPart).join(' and '));
}

function twoUnder(parent: string): [string, Resource][] {
  return ['{resortID}', '{skierID}'].map((PathPart) => [
    PathPart,
    { Type: 'AWS::ApiGateway::Resource', Properties: { ParentId: { Ref: parent }, PathPart } },
  ]);
}
