/** Why AWS would not let a person in, as a sentence that says what to do; undefined where it is something else. */
export function refusalOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { name, message } = error;
  if (message === 'Region is missing')
    return 'No AWS Region is set: name it with AWS_REGION, or a profile that has one with AWS_PROFILE.';
  if (UNSIGNED.has(name))
    return `There are no AWS credentials (${message}): sign in, or name a profile with AWS_PROFILE.`;
  if (UNKNOWN.has(name))
    return `AWS does not accept these credentials (${name}): sign in anew, or name a profile with AWS_PROFILE.`;
  if (FORBIDDEN.has(name)) return `AWS refuses this to your credentials: ${message}`;
  return undefined;
}

/** The SDK's own, before anything is sent. */
const UNSIGNED = new Set(['CredentialsProviderError', 'TokenProviderError']);

/** "Common errors" of CloudFormation, DynamoDB and SQS, which have different names for the same. */
const UNKNOWN = new Set([
  'ExpiredToken',
  'ExpiredTokenException',
  'IncompleteSignature',
  'InvalidClientTokenId',
  'InvalidSecurity',
  'InvalidSignatureException',
  'RequestExpired',
  'SignatureDoesNotMatch',
  'UnrecognizedClientException',
]);

const FORBIDDEN = new Set(['AccessDenied', 'AccessDeniedException', 'OptInRequired', 'KmsAccessDenied']);
