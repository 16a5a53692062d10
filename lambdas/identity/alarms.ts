import type { Alarm } from '#platform/alarm.ts';

/** What concerns who may call. */
export const alarms: readonly Alarm[] = [
  {
    id: 'tokens-refused',
    severity: 'page',
    symptom: 'The function that says what a new token allows has failed five times within five minutes.',
    impact:
      'Cognito signs nobody in: within an hour gates, tills and partners have no token, and guests within 15 minutes.',
    metric: { of: 'function', operationId: 'grantClaims', name: 'Errors' },
    threshold: {
      comparison: '>=',
      value: 5,
      unit: 'failed calls in five minutes',
      reason: 'One may be a throttle that its caller retries; five are more than the retries of one sign-in.',
    },
    periods: 1,
    periodSeconds: 300,
    firstChecks: [
      'Why? Read the newest failures with the saved query below.',
      'Was there a deploy just before? `aws cloudformation describe-stack-events --stack-name liftline-STAGE-data --max-items 20`',
      'Can a program be read at all? `npm run clients -- list --stage STAGE`',
    ],
    query: {
      functions: ['grantClaims'],
      text: 'fields @timestamp, level, message, error.message | filter level = "ERROR" | sort @timestamp desc | limit 50',
    },
    remedy: 'Roll back the deploy. Tokens that were given stay good until they end, so nothing is lost before that.',
    cured: 'A program gets a token: `curl -u ID:SECRET -d grant_type=client_credentials` on the stack output TokenUrl.',
  },
];
