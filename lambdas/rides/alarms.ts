import type { Alarm } from '#platform/alarm.ts';

const HOUR_MS = 3_600_000;
const DAY_SECONDS = 86_400;

const WAS_THERE_A_DEPLOY =
  'Was there a deploy just before? `aws cloudformation describe-stack-events --stack-name liftline-STAGE-app --max-items 20`';
const IS_DYNAMODB_HEALTHY =
  'Is DynamoDB healthy in the Region? `aws health describe-events --filter services=DYNAMODB`';
const ERRORS_NEWEST_FIRST =
  'fields @timestamp, message, cause | filter level = "ERROR" | sort @timestamp desc | limit 50';

/** What wakes somebody about rides, or waits for them in the morning; in the order of a scan's way. */
export const alarms: readonly Alarm[] = [
  {
    id: 'rides-capture-5xx',
    severity: 'page',
    symptom: 'At least one scan in a hundred is answered with a 5xx.',
    impact: 'Gates keep these scans and send them again; a gate that is full, or switched off, loses them.',
    metric: { of: 'operations', operationIds: ['recordRide', 'recordRides'], name: '5XXError' },
    threshold: {
      comparison: '>=',
      value: 0.01,
      unit: 'of all scans (0 to 1)',
      reason: 'A gate tries each scan again: one in a hundred costs it 1 % more requests, and nobody a ride.',
    },
    periods: 3,
    periodSeconds: 60,
    firstChecks: [
      'Read the newest failures with the saved query below: `QueueUnavailable` is SQS, anything else is ours.',
      WAS_THERE_A_DEPLOY,
      'Is SQS healthy in the Region? `aws health describe-events --filter services=SQS`',
    ],
    query: {
      functions: ['recordRide', 'recordRides'],
      text: 'fields @timestamp, operationId, status, requestId, cause | filter status >= 500 or level = "ERROR" | sort @timestamp desc | limit 50',
    },
    remedy:
      'Roll the deploy back: `git revert` and `cdk deploy`. If it is the Region, tell the resorts to leave their gates on.',
    cured: 'The share of 5xx answers stays below one in a hundred for ten minutes.',
  },
  {
    id: 'rides-capture-slow',
    severity: 'ticket',
    symptom: 'The slowest hundredth of the scans waits for more than a second.',
    impact: 'Queues grow at the gates; no scan is lost.',
    metric: { of: 'operations', operationIds: ['recordRide', 'recordRides'], name: 'Latency' },
    threshold: {
      comparison: '>',
      value: 1_000,
      unit: 'ms',
      reason: 'Capture is one call to SQS, some 50 ms warm and some 500 ms with a cold start; a second is neither.',
    },
    periods: 5,
    periodSeconds: 60,
    firstChecks: [
      'Is it starting cold? Compare ProvisionedConcurrencySpilloverInvocations of recordRide with its invocations.',
      'Does SQS answer late, or again and again? See `ms` in the saved query below, and the traces in X-Ray.',
      'Is it throttled? Throttles of recordRide and recordRides: `reservedConcurrency` in `lib/aws/config.ts`.',
    ],
    query: {
      functions: ['recordRide', 'recordRides'],
      text: 'filter message = "request" | stats count(*), pct(ms, 50), pct(ms, 99) by operationId, bin(1m)',
    },
    remedy: 'Raise the bounds of `provisionedConcurrency` for recordRide and deploy the app stack.',
    cured: 'The slowest hundredth takes less than half a second for ten minutes.',
  },
  {
    id: 'rides-queue-age',
    severity: 'page',
    symptom: 'The oldest scan in the queue has waited for more than five minutes.',
    impact: 'Guests see their rides late. Nothing is lost until a message is ten days old.',
    metric: { of: 'queue', queue: 'Rides', name: 'ApproximateAgeOfOldestMessage' },
    threshold: {
      comparison: '>',
      value: 300,
      unit: 'seconds',
      reason: 'We promise a minute for 999 in 1,000. One failed delivery costs 181 s, two in a row are no accident.',
    },
    periods: 3,
    periodSeconds: 60,
    firstChecks: [
      'Does the worker fail? See the alarm `rides-worker-errors` and the saved query below.',
      'Is the worker at its maximum concurrency? Compare ConcurrentExecutions of storeRides with `workerConcurrencyMax` in `lib/aws/config.ts`.',
      'Does the table refuse? See the alarms `rides-throttled-by-…`.',
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
    id: 'rides-drain-slow',
    severity: 'ticket',
    symptom: 'For a quarter of an hour more scans came into the queue than the worker took out.',
    impact: 'Guests will see their rides late when this goes on; the queue takes what the gates send for ten days.',
    metric: { of: 'backlog', queue: 'Rides', name: 'MessagesSentLessDeleted' },
    threshold: {
      comparison: '>',
      value: 600,
      unit: 'messages a minute',
      reason: 'Ten a second, 5 % of a quiet day: a worker that keeps up is within a batch of zero.',
    },
    periods: 15,
    periodSeconds: 60,
    firstChecks: [
      'Is it a rush or a weak worker? Compare NumberOfMessagesSent and NumberOfMessagesDeleted of the queue with yesterday.',
      'Does the worker fail, or the table refuse? See the alarms `rides-worker-errors` and `rides-throttled-by-…`.',
      'How long does a batch take? Duration of storeRides; 100 messages should take far less than a second.',
    ],
    query: {
      functions: ['storeRides'],
      text: 'filter message = "batch stored" | stats sum(messages), sum(retried) by bin(1m)',
    },
    remedy:
      'Raise `workerConcurrencyMax` and the maximum of `tableCapacity.rides.write`, and deploy; the night drains the rest.',
    cured: 'ApproximateNumberOfMessagesVisible of the queue falls.',
  },
  {
    id: 'rides-worker-errors',
    severity: 'ticket',
    symptom: 'The worker that stores rides fails whole batches.',
    impact: 'Scans are delivered again and stored later; after five failed deliveries they become dead letters.',
    metric: { of: 'function', operationId: 'storeRides', name: 'Errors' },
    threshold: {
      comparison: '>=',
      value: 3,
      unit: 'failed invocations a minute',
      reason: 'One or two are a deploy or a lost connection, and are cured by the next delivery.',
    },
    periods: 3,
    periodSeconds: 60,
    firstChecks: ['Read the newest errors with the saved query below.', WAS_THERE_A_DEPLOY, IS_DYNAMODB_HEALTHY],
    query: { functions: ['storeRides'], text: ERRORS_NEWEST_FIRST },
    remedy: 'Mend or roll back; the queue holds the scans for ten days meanwhile.',
    cured: 'No error of storeRides for ten minutes, and the age of the oldest message falls.',
  },
  {
    id: 'rides-dead-letters',
    severity: 'page',
    symptom: 'There is at least one message in the dead-letter queue of the rides.',
    impact:
      'The scans in it were acknowledged to the gate and are not counted until they are replayed; nothing is lost for days.',
    metric: { of: 'queue', queue: 'RidesDeadLetters', name: 'ApproximateNumberOfMessagesVisible' },
    threshold: {
      comparison: '>=',
      value: 1,
      unit: 'messages',
      reason: 'Each is a scan, or up to 500, that somebody was promised.',
    },
    periods: 1,
    periodSeconds: 60,
    firstChecks: [
      'What is wrong with them, and could they be stored now? `npm run dead-letters -- list --stage STAGE`; `show` prints each one.',
      WAS_THERE_A_DEPLOY,
      'Look for `message parked` and `batch failed` in the log of storeRides (the saved query below).',
    ],
    query: {
      functions: ['storeRides'],
      text: 'fields @timestamp, message, code, requestIds | filter message = "message parked" or level = "ERROR" | sort @timestamp desc | limit 50',
    },
    remedy:
      'Mend what the reason names and deploy. Then, with that version, send them back: `npm run dead-letters -- replay --stage STAGE`, first with `--dry-run`. Twice changes nothing: a ride is stored under its own content, and what is still unreadable stays here.',
    cured: 'The dead-letter queue is empty and stays so for ten minutes after the replay.',
  },
  {
    id: 'rides-dead-letters-old',
    severity: 'page',
    symptom: 'A dead letter of the rides has lain there for three days.',
    impact: 'The scans in it will be deleted for good, perhaps within a day.',
    metric: { of: 'queue', queue: 'RidesDeadLetters', name: 'ApproximateAgeOfOldestMessage' },
    threshold: {
      comparison: '>',
      value: 3 * DAY_SECONDS,
      unit: 'seconds',
      reason:
        'SQS deletes at 14 days from the first sending, and this age counts from the move: after 10 days in the queue 4 are left, less one to act.',
    },
    periods: 1,
    periodSeconds: 300,
    firstChecks: [
      'How old are they really, and could they be stored now? `npm run dead-letters -- list --stage STAGE`',
      'Why was the alarm `rides-dead-letters` not acted upon?',
      'What would become of each? `npm run dead-letters -- replay --dry-run --stage STAGE`',
    ],
    remedy:
      'Send back what can be stored now: `npm run dead-letters -- replay --stage STAGE`. Keep what cannot, before SQS deletes it: `npm run --silent dead-letters -- show --stage STAGE > letters.txt`.',
    cured: 'The dead-letter queue is empty.',
  },
  {
    id: 'rides-view-late-1h',
    severity: 'ticket',
    symptom: 'The count of skiers is an hour behind the rides.',
    impact: 'Screens show too few skiers for today. Rides and verticals are right.',
    metric: { of: 'function', operationId: 'seeSkiers', name: 'IteratorAge' },
    threshold: {
      comparison: '>=',
      value: HOUR_MS,
      unit: 'ms',
      reason: 'The worker views a shard faster than the shard can grow, so an hour is a batch that keeps failing.',
    },
    periods: 3,
    periodSeconds: 60,
    firstChecks: [
      'Does the worker fail? Read the newest errors with the saved query below.',
      'Does the table of the views refuse? See the alarms `rides-throttled-by-…`.',
      'Is it one shard or all? Compare the average of IteratorAge of seeSkiers with its maximum.',
    ],
    query: { functions: ['seeSkiers'], text: ERRORS_NEWEST_FIRST },
    remedy: 'Mend the worker, or raise `tableCapacity.views`, and deploy: it goes on where it stopped.',
    cured: 'IteratorAge of seeSkiers falls to some seconds.',
  },
  {
    id: 'rides-view-late-12h',
    severity: 'page',
    symptom: 'The count of skiers is twelve hours behind the rides.',
    impact: 'In eight hours records of the stream are given up, and counts stay too low until they are made again.',
    metric: { of: 'function', operationId: 'seeSkiers', name: 'IteratorAge' },
    threshold: {
      comparison: '>=',
      value: 12 * HOUR_MS,
      unit: 'ms',
      reason: 'The stream forgets after 24 h and a failing batch is given up after 20: eight are left for mending.',
    },
    periods: 1,
    periodSeconds: 300,
    firstChecks: [
      'Read the newest errors with the saved query below.',
      WAS_THERE_A_DEPLOY,
      'What became of the ticket `rides-view-late-1h`?',
    ],
    query: { functions: ['seeSkiers'], text: ERRORS_NEWEST_FIRST },
    remedy:
      'Mend the worker and deploy, within the 24 hours that the stream keeps a record. Later than that, count the days anew from the rides, which are safe whatever happens: `npm run recount -- --all --stage STAGE`.',
    cured: 'IteratorAge of seeSkiers falls to some seconds.',
  },
  {
    id: 'rides-view-errors',
    severity: 'ticket',
    symptom: 'The worker that counts skiers fails.',
    impact: 'The count of skiers stands still, for one shard of the stream or for all. Rides and verticals are right.',
    metric: { of: 'function', operationId: 'seeSkiers', name: 'Errors' },
    threshold: {
      comparison: '>=',
      value: 3,
      unit: 'failed invocations a minute',
      reason: 'One or two are a deploy or a conflict of transactions, and are cured by the next attempt.',
    },
    periods: 5,
    periodSeconds: 60,
    firstChecks: ['Read the newest errors with the saved query below.', WAS_THERE_A_DEPLOY, IS_DYNAMODB_HEALTHY],
    query: { functions: ['seeSkiers'], text: ERRORS_NEWEST_FIRST },
    remedy: 'Mend or roll back; the stream holds the records for a day meanwhile.',
    cured: 'No error of seeSkiers for ten minutes, and its IteratorAge falls.',
  },
  {
    id: 'rides-stream-dead-letters',
    severity: 'ticket',
    symptom: 'Records of the rides stream were given up.',
    impact: 'The counts of skiers of some days are too low until they are made again. Rides and verticals are right.',
    metric: { of: 'queue', queue: 'RidesStreamDeadLetters', name: 'ApproximateNumberOfMessagesVisible' },
    threshold: {
      comparison: '>=',
      value: 1,
      unit: 'messages',
      reason: 'Each stands for a batch that failed for 20 hours.',
    },
    periods: 1,
    periodSeconds: 60,
    firstChecks: [
      'Why did the worker fail? Read its errors of the last day with the saved query below.',
      'Which records were they? A message says where in the stream: `aws sqs receive-message --queue-url URL --visibility-timeout 0`',
      'Which days are they? Those whose scans came in while the worker failed.',
    ],
    query: { functions: ['seeSkiers'], text: ERRORS_NEWEST_FIRST },
    remedy:
      'Mend the worker and deploy. Then count the days anew from the rides, at night, since it reads both tables whole: `npm run recount -- --all --stage STAGE`. Then purge the queue.',
    cured: 'The queue is empty, and a second recount ends with `of which differed: 0`.',
  },
  {
    id: 'rides-throttled-by-capacity',
    severity: 'ticket',
    symptom: 'A table refuses requests beyond its provisioned capacity.',
    impact: 'Scans wait in the queue and are stored later; readers may be asked to try again.',
    metric: { of: 'throttles', tables: ['rides', 'views'], name: 'ProvisionedThroughputThrottleEvents' },
    threshold: {
      comparison: '>',
      value: 100,
      unit: 'refused requests a minute',
      reason: 'Scaling takes two minutes to follow a rise, and the retries of our clients bear that long.',
    },
    periods: 5,
    periodSeconds: 60,
    firstChecks: [
      'Which table, reads or writes? WriteProvisionedThroughputThrottleEvents and ReadProvisionedThroughputThrottleEvents of each.',
      'Is scaling at its maximum? See the alarm `rides-scaling-at-maximum`.',
      'Did scaling fail? `aws application-autoscaling describe-scaling-activities --service-namespace dynamodb --max-items 10`',
    ],
    remedy: 'Raise the bounds of the table in `tableCapacity` of `lib/aws/config.ts` and deploy the data stack.',
    cured: 'No request is refused for ten minutes.',
  },
  {
    id: 'rides-throttled-by-key',
    severity: 'ticket',
    symptom: 'A table refuses requests because too many go to one key.',
    impact: 'Rides of some skiers, or the count of one day, come late. More capacity does not help.',
    metric: { of: 'throttles', tables: ['rides', 'views'], name: 'KeyRangeThroughputThrottleEvents' },
    threshold: {
      comparison: '>',
      value: 100,
      unit: 'refused requests a minute',
      reason: 'A partition takes 1,000 writes a second and splits itself within minutes where its keys can be parted.',
    },
    periods: 10,
    periodSeconds: 60,
    firstChecks: [
      'Which table? WriteKeyRangeThroughputThrottleEvents and ReadKeyRangeThroughputThrottleEvents of each.',
      'Which key? `aws dynamodb update-contributor-insights --table-name TABLE --contributor-insights-action ENABLE --contributor-insights-mode THROTTLED_KEYS`',
      'Does one client send one skier over and over? Count by `sub` in the access log of the API.',
    ],
    remedy:
      'A client that sends the same ride in a loop: take its token away. A day that is too busy for eight counters: raise `COUNTERS` in `lambdas/rides/views-store.ts` and deploy.',
    cured: 'No request is refused for ten minutes.',
  },
  {
    id: 'rides-throttled-by-account',
    severity: 'page',
    symptom: 'A table refuses requests because the account is at its own limit.',
    impact:
      'Scans wait in the queue and are stored later; readers may be asked to try again. Every table of the account is in danger.',
    metric: { of: 'throttles', tables: ['rides', 'views'], name: 'AccountLimitThrottleEvents' },
    threshold: {
      comparison: '>=',
      value: 1,
      unit: 'refused requests a minute',
      reason: 'Our bounds are far below the 40,000 units that a table may have: it should never happen.',
    },
    periods: 1,
    periodSeconds: 60,
    firstChecks: [
      'What are the limits? `aws dynamodb describe-limits`',
      'Who takes the most? ConsumedWriteCapacityUnits of all tables of the account.',
      'Was a quota lowered or a table added? `aws cloudtrail lookup-events --lookup-attributes AttributeKey=EventSource,AttributeValue=dynamodb.amazonaws.com --max-results 20`',
    ],
    remedy: 'Ask AWS for a higher quota: `aws service-quotas request-service-quota-increase`. Lower what can wait.',
    cured: 'No request is refused for ten minutes.',
  },
  {
    id: 'rides-scaling-at-maximum',
    severity: 'ticket',
    symptom: 'A table has used nearly all of its capacity for a quarter of an hour, and has been given no more.',
    impact: 'None yet; when the load rises further, scans will be stored late.',
    metric: { of: 'capacity', tables: ['rides', 'views'], name: 'CapacityUtilization' },
    threshold: {
      comparison: '>=',
      value: 0.9,
      unit: 'of the provisioned capacity (0 to 1)',
      reason:
        'Scaling keeps 0.7 in use and follows within minutes: above that for longer, it is at its maximum or broken.',
    },
    periods: 3,
    periodSeconds: 300,
    firstChecks: [
      'Which table, reads or writes? Compare its provisioned units with the maximum in `tableCapacity` of `lib/aws/config.ts`.',
      'Did scaling fail? `aws application-autoscaling describe-scaling-activities --service-namespace dynamodb --max-items 10`',
      'Are these the bounds of the night while the lifts run? See `LIFT_DAY` in `lib/aws/config.ts`.',
    ],
    remedy: 'Raise the maximum in `tableCapacity` and deploy the data stack; watch the budget.',
    cured: 'Less than 0.8 of the capacity is in use.',
  },
];
