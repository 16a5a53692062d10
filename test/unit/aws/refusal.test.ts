import { expect, it } from 'vitest';
import { refusalOf } from '#platform/aws/refusal.ts';

it.each([
  ['Error', 'Region is missing', 'AWS_REGION'],
  ['CredentialsProviderError', 'Could not load credentials from any providers', 'There are no AWS credentials'],
  ['ExpiredTokenException', 'The security token is expired', 'sign in anew'],
  ['UnrecognizedClientException', 'The security token is invalid', 'sign in anew'],
  ['AccessDeniedException', 'not authorized to perform: dynamodb:Scan', 'dynamodb:Scan'],
])('says in a sentence why AWS let nobody in: %s, %s', (name, message, says) => {
  expect(refusalOf(Object.assign(new Error(message), { name }))).toContain(says);
});

it('says nothing of what is a defect of ours', () => {
  expect(refusalOf(new TypeError('undefined is not a function'))).toBeUndefined();
});
