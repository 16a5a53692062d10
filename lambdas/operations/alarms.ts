import type { Alarm } from '#platform/alarm.ts';

/** What concerns the API as a whole. */
export const alarms: readonly Alarm[] = [
  {
    id: 'api-5xx',
    severity: 'page',
    symptom: 'At least one request in a hundred is answered with a 5xx.',
    impact: 'Gates keep their scans and retry; apps and tills show errors to guests.',
    metric: { of: 'api', name: '5XXError' },
    threshold: {
      comparison: '>=',
      value: 0.01,
      unit: 'of all requests (0 to 1)',
      reason: 'What retries hide from people: at one in a hundred, one in ten thousand fails twice.',
    },
    periods: 3,
    periodSeconds: 60,
    firstChecks: [
      'Which operation? Read the newest failures with the saved query below.',
      'Was there a deploy just before? `aws cloudformation describe-stack-events --stack-name liftline-STAGE-app --max-items 20`',
      'Is it our code or the gateway? Compare IntegrationLatency and 5XXError of the API with Errors and Throttles of its functions on the dashboard.',
    ],
    query: {
      functions: [
        'recordRide',
        'recordRides',
        'getSkierDay',
        'getVertical',
        'countSkiers',
        'listResorts',
        'listSeasons',
        'addSeason',
        'getStatistics',
      ],
      text: 'fields @timestamp, operationId, status, requestId, cause | filter status >= 500 or level = "ERROR" | sort @timestamp desc | limit 50',
    },
    remedy: 'Roll back the deploy, or wait out the Region and tell the resorts; a gate that retries loses no scan.',
    cured: 'The share of 5xx answers stays below one in a hundred for ten minutes.',
  },
];
