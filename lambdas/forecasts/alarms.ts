import type { Alarm } from '#platform/alarm.ts';
import { WAS_THERE_A_DEPLOY } from '#platform/first-checks.ts';

const IS_THE_CACHE_THERE =
  'Is the cache there? `aws elasticache describe-serverless-caches --serverless-cache-name liftline-STAGE-cache`';
const HOW_MANY_READ =
  'How many read? Count of GET `/forecasts/{id1}` on the dashboard, and the saved query below; compare with yesterday.';
const READS_BY_MINUTE = {
  functions: ['getForecast'],
  text: 'filter message = "request" | stats count(*), pct(ms, 50), pct(ms, 99) by status, bin(1m)',
};

/** What waits for somebody about forecasts; nobody is woken, because a cache that fails costs money and time, not answers. */
export const alarms: readonly Alarm[] = [
  {
    id: 'forecasts-5xx',
    severity: 'ticket',
    symptom: 'At least one request for a forecast in a hundred is answered with a 5xx.',
    impact: 'Screens and phones show the forecast they have, until it expires, and then none.',
    metric: { of: 'operations', operationIds: ['getForecast', 'listForecasts', 'publishForecast'], name: '5XXError' },
    threshold: {
      comparison: '>=',
      value: 0.01,
      unit: 'of all requests (0 to 1)',
      reason: 'A known forecast outlasts its table by ten minutes, so that a failover does not come this far.',
    },
    periods: 5,
    periodSeconds: 60,
    firstChecks: [
      'Read the newest failures with the saved query below: `StoreUnavailable` is DynamoDB, anything else is ours.',
      WAS_THERE_A_DEPLOY,
      'Is DynamoDB healthy in the Region? `aws health describe-events --filter services=DYNAMODB`',
    ],
    query: {
      functions: ['getForecast', 'listForecasts', 'publishForecast'],
      text: 'fields @timestamp, operationId, status, requestId, cause | filter status >= 500 or level = "ERROR" | sort @timestamp desc | limit 50',
    },
    remedy: 'Roll the deploy back, or wait out the Region: publishers send again, and a forecast is sent whole.',
    cured: 'The share of 5xx answers stays below one in a hundred for ten minutes.',
  },
  {
    id: 'forecasts-hit-ratio-low',
    severity: 'ticket',
    symptom: 'More than half of the reads of forecasts ask the table, for a quarter of an hour.',
    impact: 'Reads are slower and cost more; none fails, and none is wrong.',
    metric: {
      of: 'share',
      service: 'forecasts',
      name: 'ForecastsLoaded',
      operationId: 'getForecast',
      callsMin: 300,
    },
    threshold: {
      comparison: '>',
      value: 0.5,
      unit: 'of all reads (0 to 1)',
      reason: 'With 500 resorts and the cache at work it is below 0.2; below one read a second it says nothing.',
    },
    periods: 3,
    periodSeconds: 300,
    firstChecks: [
      'Does the cache answer? See the alarms `forecasts-cache-given-up` and `forecasts-cache-throttled`.',
      'Is it too small? See the alarm `forecasts-cache-evictions`.',
      HOW_MANY_READ,
    ],
    query: READS_BY_MINUTE,
    remedy:
      'Cure the cache. If it is well, many resorts are read seldom: raise `SOFT_MS` in `lambdas/forecasts/cached-forecasts.ts`.',
    cured: 'ForecastsLoaded falls below half of the reads.',
  },
  {
    id: 'forecasts-cache-given-up',
    severity: 'ticket',
    symptom: 'Functions found the cache silent five times in a row and went on without it, again and again.',
    impact: 'Reads of forecasts take up to 50 ms longer and cost more; none fails.',
    metric: { of: 'business', service: 'forecasts', name: 'CacheBreaks' },
    threshold: {
      comparison: '>',
      value: 20,
      unit: 'times a minute',
      reason: 'A function that goes on without tries again each second; a failover of seconds costs each a few.',
    },
    periods: 3,
    periodSeconds: 60,
    firstChecks: [
      IS_THE_CACHE_THERE,
      'Are the functions let in? AuthenticationFailures and IamAuthenticationThrottling of `liftline-STAGE-cache` in CloudWatch.',
      WAS_THERE_A_DEPLOY,
    ],
    query: READS_BY_MINUTE,
    remedy:
      'Deploy the data stack again if user, group or security group were changed by hand. Else wait: functions come back by themselves.',
    cured: 'CacheBreaks is 0 for five minutes, and the share of ForecastsLoaded falls.',
  },
  {
    id: 'forecasts-cache-throttled',
    severity: 'ticket',
    symptom: 'The cache refuses commands because they come faster than it grows, or than its limit.',
    impact: 'These reads ask the table: slower and dearer, and none fails.',
    metric: { of: 'cache', name: 'ThrottledCmds' },
    threshold: {
      comparison: '>',
      value: 100,
      unit: 'commands in five minutes',
      reason: 'It doubles what it takes within minutes; the refusals of one such step are no reason to get up.',
    },
    periods: 2,
    periodSeconds: 300,
    firstChecks: [
      'Is it at its limit? See the alarm `forecasts-cache-at-limit`.',
      HOW_MANY_READ,
      'Is one resort read by all? A single key takes 30,000 units a second at the most.',
    ],
    query: READS_BY_MINUTE,
    remedy: 'Raise `cache.ecpusPerSecondMax` in `lib/aws/config.ts` and deploy the data stack.',
    cured: 'ThrottledCmds is 0 for ten minutes.',
  },
  {
    id: 'forecasts-cache-evictions',
    severity: 'ticket',
    symptom: 'The cache throws out entries before their time, for want of room.',
    impact: 'Forecasts are read from the table more often: slower and dearer.',
    metric: { of: 'cache', name: 'Evictions' },
    threshold: {
      comparison: '>',
      value: 100,
      unit: 'entries in five minutes',
      reason: '500 forecasts take 15 MB of a gigabyte: any eviction says that something else fills it.',
    },
    periods: 2,
    periodSeconds: 300,
    firstChecks: [
      'What fills it? CurrItems and BytesUsedForCache of `liftline-STAGE-cache` in CloudWatch.',
      'Do forecasts have more resorts than before? `aws dynamodb describe-table --table-name TABLE --query Table.ItemCount`',
      WAS_THERE_A_DEPLOY,
    ],
    query: READS_BY_MINUTE,
    remedy: 'Raise `cache.storageGbMax` in `lib/aws/config.ts` and deploy the data stack.',
    cured: 'Evictions is 0 for ten minutes.',
  },
  {
    id: 'forecasts-cache-at-limit',
    severity: 'ticket',
    symptom: 'The cache uses more than four fifths of the processing, or of the room, that it may.',
    impact: 'Nobody is hurt yet; beyond the limit reads go to the table.',
    metric: { of: 'cache', name: 'LimitUtilization' },
    threshold: {
      comparison: '>',
      value: 0.8,
      unit: 'of the limit (0 to 1)',
      reason: 'A fifth is left for the rise of a morning, and for the time that a deploy takes.',
    },
    periods: 3,
    periodSeconds: 300,
    firstChecks: [
      HOW_MANY_READ,
      'Processing or room? ElastiCacheProcessingUnits and BytesUsedForCache of `liftline-STAGE-cache` in CloudWatch.',
      'Are forecasts larger than 20 KB? A read takes a unit a kilobyte.',
    ],
    query: READS_BY_MINUTE,
    remedy: 'Raise the limit that is near, in `cache` of `lib/aws/config.ts`, and deploy the data stack.',
    cured: 'The larger of both shares stays below 0.8 for an hour.',
  },
];
