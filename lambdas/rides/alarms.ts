import type { Alarm } from '#platform/alarm.ts';

/** What wakes somebody about rides, or waits for them in the morning. */
export const alarms: readonly Alarm[] = [
  {
    id: 'rides-dead-letters',
    severity: 'page',
    symptom: 'There is at least one message in the dead-letter queue of the rides.',
    impact:
      'The scans in it were acknowledged to the gate and are not counted until they are replayed; nothing is lost for 14 days.',
    metric: { of: 'queue', queue: 'RidesDeadLetters', name: 'ApproximateNumberOfMessagesVisible' },
    threshold: { comparison: '>=', value: 1, unit: 'messages' },
    periods: 1,
    periodSeconds: 60,
    firstChecks: [
      'Was there a deploy just before? `aws cloudformation describe-stack-events --stack-name liftline-STAGE-app --max-items 20`',
      'Read the reason on a message without taking it away: `aws sqs receive-message --queue-url URL --visibility-timeout 0 --message-attribute-names All`',
      'Look for `message parked` and `batch failed` in the log of storeRides (the saved query below).',
    ],
    query: {
      functions: ['storeRides'],
      text: 'fields @timestamp, message, code, requestIds | filter message = "message parked" or level = "ERROR" | sort @timestamp desc | limit 50',
    },
    remedy:
      'Mend what the reason names and deploy, then move the messages back to the source queue. Moving one twice changes nothing: a ride is stored under its own content.',
    cured: 'The dead-letter queue is empty and stays so for ten minutes after the replay.',
  },
  {
    id: 'rides-queue-age',
    severity: 'page',
    symptom: 'The oldest scan in the queue has waited for more than five minutes.',
    impact: 'Guests see their rides late. Nothing is lost until a message is ten days old.',
    metric: { of: 'queue', queue: 'Rides', name: 'ApproximateAgeOfOldestMessage' },
    threshold: { comparison: '>', value: 300, unit: 'seconds' },
    periods: 3,
    periodSeconds: 60,
    firstChecks: [
      'Does the worker fail? See the alarm `rides-worker-errors` and the saved query below.',
      'Is the worker at its maximum concurrency? Compare ConcurrentExecutions of storeRides with `workerConcurrencyMax` in `lib/aws/config.ts`.',
      'Does the table throttle? `aws cloudwatch get-metric-statistics --namespace AWS/DynamoDB --metric-name WriteThrottleEvents --dimensions Name=TableName,Value=TABLE --statistics Sum --period 60 --start-time … --end-time …`',
    ],
    query: {
      functions: ['storeRides'],
      text: 'filter message = "batch stored" | stats sum(messages), sum(retried) by bin(1m)',
    },
    remedy:
      'Cure the failing worker first. If it is healthy and only slow, raise `workerConcurrencyMax` and deploy the app stack.',
    cured: 'The age of the oldest message falls below a minute.',
  },
  {
    id: 'rides-worker-errors',
    severity: 'ticket',
    symptom: 'The worker that stores rides fails whole batches.',
    impact: 'Scans are delivered again and stored later; after five failed deliveries they become dead letters.',
    metric: { of: 'function', operationId: 'storeRides', name: 'Errors' },
    threshold: { comparison: '>=', value: 3, unit: 'failed invocations a minute' },
    periods: 3,
    periodSeconds: 60,
    firstChecks: [
      'Read the newest errors with the saved query below.',
      'Was there a deploy just before? Roll it back: `git revert` and `cdk deploy`.',
      'Is DynamoDB healthy in the Region? `aws health describe-events --filter services=DYNAMODB`',
    ],
    query: {
      functions: ['storeRides'],
      text: 'fields @timestamp, message, cause | filter level = "ERROR" | sort @timestamp desc | limit 50',
    },
    remedy: 'Mend or roll back; the queue holds the scans for ten days meanwhile.',
    cured: 'No error of storeRides for ten minutes, and the age of the oldest message falls.',
  },
];
