/** What an exception of the SDK, after its own retries, says about the command. */
export type Failure =
  /** AWS refused the one attempt for want of capacity: nothing happened. */
  | 'throttled'
  /** No answer, or a 5xx, which AWS also gives after it has done the work: it may have happened or not. */
  | 'unknown'
  /** A defect of ours, a missing right, a table that is not there: no retry will help. */
  | 'surprise';

export function failureOf(error: unknown): Failure {
  if (!(error instanceof Error)) return 'surprise';
  const { name, message, code, $fault, $metadata } = error as SdkError;
  // Of several attempts only the last is told: an earlier one may have done the work and lost its answer.
  if (THROTTLES.has(name)) return ($metadata?.attempts ?? 1) > 1 ? 'unknown' : 'throttled';
  const isUnknown = $fault === 'server' || [name, code ?? '', message].some((said) => NO_ANSWER.has(said));
  return isUnknown ? 'unknown' : 'surprise';
}

interface SdkError extends Error {
  readonly code?: string;
  readonly $fault?: 'client' | 'server';
  readonly $metadata?: { readonly attempts?: number };
}

/** DynamoDB, "Error handling", SQS, "Common errors", and API Gateway: those that say to slow down. */
const THROTTLES = new Set([
  'LimitExceededException',
  'OverLimit',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'ThrottlingException',
  'TooManyRequestsException',
]);

/** Names that the SDK gives, and codes that Node.js gives, when no answer came that can be believed. */
const NO_ANSWER = new Set([
  'AbortError',
  // SQS has stored something, and its checksum is not that of what was sent.
  'InvalidChecksumError',
  'TimeoutError',
  'TransactionInProgressException',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
]);
