import { describe, expect, test } from 'vitest';
import type { Operation } from '#platform/operation.ts';
import { matchPath } from '#platform/path.ts';

describe('matchPath', () => {
  test.each([
    ['/things/1/parts/2', { thingID: '1', partID: '2' }],
    ['/thing/1/parts/2', { thingID: '1', partID: '2' }],
    ['/things/+1/parts/1.0', { thingID: '+1', partID: '1.0' }],
    ['/things/%EF%BC%91/parts/...', { thingID: '%EF%BC%91', partID: '...' }],
  ])('reads the variables of %s as they were sent', (path, variables) => {
    expect(matchPath(GetPart, path)).toEqual(variables);
  });

  test.each([
    '',
    '/',
    '//things/1/parts/2',
    '/things//parts/2',
    '/things/1/parts/2/',
    '/things/1/parts/',
    '/things/1/./parts/2',
    '/things/../parts/2',
    '/things/./parts/2',
    '/things/1/parts/..',
    '/things/%2e%2e/parts/2',
    '/things/%2E/parts/2',
    '/things/1/parts/2%2f',
    '/things/1%2F3/parts/2',
    '/things/%31/parts/2',
    '/things/%00/parts/2',
    '/things/%252e/parts/2',
    '/things/%/parts/2',
    '/things/%ZZ/parts/2',
    '/things/1;x=1/parts/2',
    '/things;x/1/parts/2',
    '/things/1\\2/parts/2',
    '/things/1 2/parts/2',
    '/th%69ngs/1/parts/2',
    '/Things/1/parts/2',
    '/things/1/parts/2\n',
  ])('does not match %j', (path) => {
    expect(matchPath(GetPart, path)).toBeUndefined();
  });

  test('takes a dot in a template for a dot', () => {
    const operation = { ...GetPart, path: '/openapi.json', aliases: [] };

    expect(matchPath(operation, '/openapi.json')).toEqual({});
    expect(matchPath(operation, '/openapi_json')).toBeUndefined();
  });
});

const GetPart = {
  operationId: 'getPart',
  summary: 'Read a part',
  method: 'GET',
  path: '/things/{thingID}/parts/{partID}',
  aliases: ['/thing/{thingID}/parts/{partID}'],
  scope: 'none',
  dialect: 'liftline',
  answers: { 200: null },
  problems: [],
} as const satisfies Operation;
