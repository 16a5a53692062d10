import { expect, test } from 'vitest';
import { openapiDocument } from '#platform/openapi.ts';
import type { Operation } from '#platform/operation.ts';
import { allOperations, services } from '../../lib/contracts.ts';

const document = JSON.parse(JSON.stringify(openapiDocument(services)));

test('asks everybody but these for a token, and of these says which are answered on one machine alone', () => {
  const open = allOperations.filter(({ scope }) => scope === 'none');
  const here = open.filter(({ path, method }) => 'servers' in document.paths[path][method.toLowerCase()]);

  const issuer = ['createSession', 'createToken', 'getJwks', 'revokeToken'];
  const namesOf = (operations: readonly Operation[]) => operations.map(({ operationId }) => operationId).toSorted();
  expect(namesOf(open)).toEqual([...issuer, 'getHealth', 'getOpenapi'].toSorted());
  expect(namesOf(here)).toEqual(issuer);
});

test('describes the forms of OAuth, and its refusals, as its clients know them', () => {
  const { post } = document.paths['/oauth2/token'];

  const refusal = post.responses['401'].$ref.split('/').at(-1);
  expect(Object.keys(post.requestBody.content)).toEqual(['application/x-www-form-urlencoded']);
  expect(post.security).toEqual([{ client: [] }, {}]);
  expect(
    document.components.responses[refusal].content['application/json'].examples.invalid_client.value,
  ).toMatchObject({ status: 401, error: 'invalid_client' });
});
