import { beforeAll, describe, expect, inject, it } from 'vitest';
import { preflightFields, readableFields } from '#platform/cross-origin.ts';
import { mockAnswer, type Sent } from './mock-answer.ts';
import { ofType, pathsIn, type Synthesis, synthesise, type Template } from './synthesis.ts';

const [ours, theirs] = ['https://app.example.com', 'https://desk.example.com'];
const folders = { scratch: inject('scratch'), bundles: inject('bundles') };
const others: Sent[] = [
  {},
  { Origin: 'https://shop.example' },
  { Origin: 'https://appXexample.com' },
  { Origin: `${ours}.shop.example` },
  { Origin: 'null' },
  { Origin: '*' },
];
let on: Synthesis;

/** Seconds, and more where others work beside it. */
const SYNTHESIS_MS_MAX = 240_000;

beforeAll(() => {
  on = synthesise('dev', folders, { allowedOrigins: [ours, theirs] });
}, SYNTHESIS_MS_MAX);

it.each(Object.entries(inject('stages')))('without a list %s has nothing of it', (_, { app }) => {
  expect(JSON.stringify(app)).not.toMatch(/responseOverride|Vary|ALLOWED_ORIGINS/);
});

describe('with a list of origins', () => {
  it.each<Sent>([{ Origin: ours }, { Origin: theirs }, { origin: ours }])(
    'each routed path tells a page of the list what it may send: %j',
    (headers) => {
      for (const { mock, methods } of routed()) {
        expect(mockAnswer(mock, { method: 'OPTIONS', headers })).toEqual({
          status: 204,
          headers: {
            Allow: methods,
            'Cache-Control': 'no-store',
            Vary: 'Origin',
            'Access-Control-Allow-Origin': Object.values(headers)[0],
            ...preflightFields(methods),
          },
          body: '',
        });
      }
    },
  );

  it.each(others)('it tells another page what it tells without a list, and that this depends: %j', (headers) => {
    for (const { mock, methods } of routed()) {
      expect(mockAnswer(mock, { method: 'OPTIONS', headers })).toEqual({
        status: 204,
        headers: { Allow: methods, 'Cache-Control': 'no-store', Vary: 'Origin' },
        body: '',
      });
    }
  });

  it('what is not found or not allowed may be read by a page of the list and no other', () => {
    for (const { path, mock } of mocksIn(on.app)) {
      const status = path === '/' || path === '/{proxy+}' ? 404 : 405;
      const told = mockAnswer(mock, { method: 'PATCH', headers: { Origin: theirs } });

      expect(told).toMatchObject({
        status,
        headers: { Vary: 'Origin', 'Access-Control-Allow-Origin': theirs, ...readableFields },
      });
      expect(JSON.parse(told.body)).toMatchObject({ status, requestId: 'request-1' });
      for (const headers of others) {
        const other = mockAnswer(mock, { method: 'PATCH', headers });
        expect(other).toMatchObject({ status, headers: { Vary: 'Origin' }, body: told.body });
        expect(Object.keys(other.headers).filter((name) => /^access-control-/i.test(name))).toEqual([]);
      }
    }
  });

  it('whoever is answered before anybody is asked for a token is answered by no function', () => {
    for (const { mock } of mocksIn(on.app)) {
      expect(mock.Properties).toMatchObject({ AuthorizationType: 'NONE', Integration: { Type: 'MOCK' } });
      expect(mock.Properties).not.toHaveProperty('AuthorizerId');
      for (const { ResponseParameters } of mock.Properties.MethodResponses) {
        expect(ResponseParameters).toHaveProperty(['method.response.header.Access-Control-Allow-Origin'], true);
      }
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
      'gatewayresponse.header.access-control-expose-headers': expect.stringContaining('Retry-After'),
    });
  }
});

it('what is no origin is refused before anything is deployed', () => {
  expect(() =>
    synthesise('sandbox', folders, { allowedOrigins: ['https://app.example.com/'], logRetentionDays: 1 }),
  ).toThrow('An origin is written as');
});

/** The methods that answer what no operation does, by path. */
function mocksIn(app: Template) {
  const mocks = methodsIn(app).filter(({ method }) => method === 'ANY');
  expect(mocks.length).toBeGreaterThan(20);
  return mocks.map(({ path, resource }) => ({ path, mock: resource }));
}

/** Of each path that has operations, its mock and the methods that `Allow` names. */
function routed() {
  const all = methodsIn(on.app);
  return mocksIn(on.app).flatMap(({ path, mock }) => {
    const methods = all.flatMap((each) => (each.path === path && each.method !== 'ANY' ? each.method : []));
    return methods.length === 0 ? [] : { mock, methods: [...methods, 'OPTIONS'].toSorted().join(', ') };
  });
}

function methodsIn(app: Template) {
  const paths = pathsIn(app);
  return ofType(app, 'AWS::ApiGateway::Method').map(([, resource]) => ({
    method: String(resource.Properties.HttpMethod),
    path: paths.get(resource.Properties.ResourceId.Ref) ?? '/',
    resource,
  }));
}
