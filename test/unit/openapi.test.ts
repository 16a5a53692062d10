import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { openapiDocument } from '#platform/openapi.ts';
import { type Operation, problemsOf } from '#platform/operation.ts';
import { problems } from '#platform/problem.ts';
import { breakingChanges } from '../../lib/breaking-changes.ts';
import { allOperations, services } from '../../lib/contracts.ts';

describe('docs/openapi.json', () => {
  const committed = JSON.parse(readFileSync(new URL('../../docs/openapi.json', import.meta.url), 'utf8'));

  test('is what the contracts say: `npm run openapi` writes it', () => {
    expect(committed).toEqual(JSON.parse(JSON.stringify(openapiDocument(services))));
  });

  test('promises nothing that the contracts no longer keep', () => {
    expect(breakingChanges(committed, openapiDocument(services))).toEqual([]);
  });
});

describe('openapiDocument', () => {
  const document = JSON.parse(JSON.stringify(openapiDocument(services)));

  test.each(allOperations.map((operation) => [operation.operationId, operation] as const))(
    'describes every status that %s can answer, and no other',
    (_, operation) => {
      const { responses } = document.paths[operation.path][operation.method.toLowerCase()];

      const refusals = problemsOf(operation).map((code) => problems[code].status);
      const statuses = new Set([...Object.keys(operation.answers).map(Number), ...refusals]);
      expect(new Set(Object.keys(responses).map(Number))).toEqual(statuses);
    },
  );

  test('resolves every reference within itself', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].flatMap(
      ([, path]) => path ?? [],
    );

    expect(references.length).toBeGreaterThan(0);
    for (const reference of references) {
      const target = reference.split('/').reduce((node, key) => node?.[key], document);
      expect(target, reference).toBeDefined();
    }
  });

  test('gives examples that satisfy their own schemas', () => {
    for (const { operationId, params, body, answers, examples } of allOperations) {
      const sent = Object.fromEntries(
        Object.entries(examples?.params ?? {}).map(([name, value]) => [name, `${value}`]),
      );
      if (params) expect(() => params.parse(sent), operationId).not.toThrow();
      if (body) expect(() => body.parse(examples?.body), operationId).not.toThrow();
      for (const [status, example] of Object.entries(examples?.answers ?? {})) {
        expect(() => answers[Number(status)]?.parse(example), operationId).not.toThrow();
      }
    }
  });

  test('describes an answer without a body by leaving its content out', () => {
    const described = openapiDocument({ things: { PutThing } }).paths['/things/{thingID}']?.['put'];

    expect(described?.responses['201']).not.toHaveProperty('content');
  });

  test('describes what is sent as closed and what is answered as open to new fields', () => {
    const { schemas } = openapiDocument({ things: { PutThing, GetThing } }).components;

    expect(schemas['ThingRequest']).toMatchObject({ additionalProperties: false });
    expect(schemas['Thing']).not.toHaveProperty('additionalProperties');
  });

  test('asks for the scope of an operation, and for nothing where there is none', () => {
    const { paths } = openapiDocument({ things: { PutThing, ListThings } });

    expect(paths['/things/{thingID}']?.['put']?.security).toEqual([{ bearer: ['rides:write'] }]);
    expect(paths['/things']?.['get']?.security).toEqual([]);
  });

  test('links an id in an answer to what it names, and a write to its reading', () => {
    const { paths } = openapiDocument({ things: { PutThing, GetThing, ListThings, CreateThing } });

    const linksOf = (path: string, method: string) => paths[path]?.[method]?.responses['201'];
    expect(linksOf('/things', 'post')).toMatchObject({
      links: { getThing: { operationId: 'getThing', parameters: { thingID: '$response.body#/thingID' } } },
    });
    expect(linksOf('/things/{thingID}', 'put')).toMatchObject({
      links: { getThing: { parameters: { thingID: '$request.path.thingID' } } },
    });
  });

  test.each([
    ['forever', /Remembered for ever\.$/],
    [{ hours: 24 }, /Remembered for 24 hours, after which the key is a new one\.$/],
  ] as const)('asks for the key of a command, and says that it is remembered %j', (retention, description) => {
    const { paths } = openapiDocument({ things: { PutThing: { ...PutThing, idempotency: { retention } }, GetThing } });

    const keysOf = (method: string) => {
      return paths['/things/{thingID}']?.[method]?.parameters.filter(
        (each) => 'name' in each && each.name === 'Idempotency-Key',
      );
    };
    expect(keysOf('put')).toMatchObject([
      { in: 'header', required: true, description: expect.stringMatching(description) },
    ]);
    expect(keysOf('get')).toEqual([]);
  });

  test('says of a command what a replay of it looks like, whether it was done or refused', () => {
    const command = { ...PutThing, idempotency: { retention: 'forever' }, problems: ['account_closed'] } as const;
    const { paths, components } = openapiDocument({ things: { command } });

    const { responses } = paths['/things/{thingID}']?.['put'] ?? {};
    expect(responses?.['201']).toMatchObject({ headers: { Location: {}, 'Idempotent-Replayed': {} } });
    expect(responses?.['409']).toEqual({ $ref: '#/components/responses/account_closed-recorded' });
    expect(components.responses['account_closed-recorded']?.headers).toHaveProperty('Idempotent-Replayed');
  });

  test('promises no replay of an operation without a key', () => {
    const { paths, components } = openapiDocument({
      things: { PutThing: { ...PutThing, problems: ['house_account'] } },
    });

    const { responses } = paths['/things/{thingID}']?.['put'] ?? {};
    expect(responses?.['201']).toMatchObject({ headers: expect.not.objectContaining({ Location: expect.anything() }) });
    expect(components.responses['house_account']?.headers).not.toHaveProperty('Idempotent-Replayed');
  });

  test('has a link to the next page where an operation takes a cursor, and only there', () => {
    const ListPages = { ...ListThings, query: z.object({ cursor: z.string().optional() }) };
    const headersOf = (operation: Operation) =>
      openapiDocument({ things: { operation } }).paths['/things']?.['get']?.responses['200'];

    expect(headersOf(ListPages)).toMatchObject({ headers: { Link: { $ref: '#/components/headers/Link' } } });
    expect(headersOf(ListThings)).not.toHaveProperty('headers.Link');
  });

  test('names every refusal of one status by its code, with an example of each', () => {
    const { post } = document.paths['/accounts/{accountID}/withdrawals'];

    const name = post.responses['409'].$ref.split('/').at(-1);
    const { examples } = document.components.responses[name].content['application/problem+json'];
    expect(Object.keys(examples)).toEqual(['account_closed', 'house_account', 'insufficient_funds', 'limit_exceeded']);
  });

  test('documents an alias beside its path, under no operationId of its own', () => {
    const { paths } = openapiDocument({ things: { GetThing: { ...GetThing, aliases: ['/thing/{thingID}'] } } });

    expect(paths['/thing/{thingID}']?.['get']).not.toHaveProperty('operationId');
    expect(paths['/thing/{thingID}']?.['get']?.parameters).toEqual(paths['/things/{thingID}']?.['get']?.parameters);
  });

  test('refuses two different schemas of one name', () => {
    const other = { ...ListThings, answers: { 200: z.object({ other: z.string() }).meta({ id: 'Thing' }) } };

    expect(() => openapiDocument({ things: { GetThing, other } })).toThrow('Two different schemas are called Thing.');
  });
});

const params = z.object({ thingID: z.string() });
const Thing = z.object({ thingID: z.string(), name: z.string() }).meta({ id: 'Thing' });
const shared = { summary: 'A thing', scope: 'rides:write', dialect: 'liftline', problems: [] } as const;

const GetThing = {
  ...shared,
  operationId: 'getThing',
  method: 'GET',
  path: '/things/{thingID}',
  params,
  answers: { 200: Thing },
} as const satisfies Operation;

const PutThing = {
  ...shared,
  operationId: 'putThing',
  method: 'PUT',
  path: '/things/{thingID}',
  params,
  body: z.strictObject({ name: z.string() }).meta({ id: 'ThingRequest' }),
  answers: { 201: null },
} as const satisfies Operation;

const CreateThing = {
  ...shared,
  operationId: 'createThing',
  method: 'POST',
  path: '/things',
  answers: { 201: Thing },
} as const satisfies Operation;

const ListThings = {
  ...shared,
  operationId: 'listThings',
  method: 'GET',
  path: '/things',
  scope: 'none',
  answers: { 200: z.object({ things: z.array(Thing) }) },
} as const satisfies Operation;
