/**
 * For every client of AWS. This is the one layer that retries a call: throttles, 5xx and lost connections, with full
 * jitter. Nothing above it repeats a call for those reasons, because retries in layers multiply.
 *
 * The SDK itself would wait for ever. DynamoDB and SQS answer in milliseconds; what has not come within a second will
 * not come, and 3 attempts × (0.5 s + 1 s) and their pauses fit twice into an API function's 10 s.
 */
export const CLIENT_SETTINGS = {
  retryMode: 'standard',
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 500, requestTimeout: 1_000, throwOnRequestTimeout: true },
} as const;

/**
 * For the tables, when a person's command works through them from end to end. Nobody waits for one answer of it, so it
 * gives way where a table has no more to give: it sends as fast as it is let, and tries again for a minute.
 */
export const YIELDING_SETTINGS = { ...CLIENT_SETTINGS, retryMode: 'adaptive', maxAttempts: 10 } as const;
