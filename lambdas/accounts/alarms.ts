import type { Alarm, AlarmMetric } from '#platform/alarm.ts';
import { IS_DYNAMODB_HEALTHY, WAS_THERE_A_DEPLOY } from '#platform/first-checks.ts';

/** Five in an alarm: CloudWatch lets one read ten metrics, and a share takes two of each operation. */
const MONEY_COMMANDS = ['createDeposit', 'createWithdrawal', 'createTransfer', 'createHold', 'captureHold'] as const;
const OTHER_COMMANDS = ['openAccount', 'createRefund', 'releaseHold', 'closeAccount', 'putAddress'] as const;
const READERS = ['getAccount', 'listAccounts', 'getTransfer', 'getHold', 'listHolds'] as const;
const HISTORIES = ['listTransactions', 'getStatement', 'getBalance', 'getAddress'] as const;

const WHO_SENDS_THEM =
  "Who sends them? `aws logs start-query --log-group-name /aws/apigateway/liftline-STAGE --start-time $(date -d '-15 min' +%s) --end-time $(date +%s) --query-string 'filter httpMethod = \"POST\" and path like /accounts/ | stats count(*) as n by sub, status | sort n desc | limit 20'`, then `aws logs get-query-results --query-id ID`";
const WHICH_TABLE =
  'Which table is it, and what may it take? `aws cloudformation describe-stacks --stack-name liftline-STAGE-data --query Stacks[0].Outputs`, then `aws dynamodb describe-table --table-name TABLE --query Table.OnDemandThroughput`';
const FAILURES_NEWEST_FIRST =
  'fields @timestamp, operationId, status, requestId, cause | filter status >= 500 or level = "ERROR" | sort @timestamp desc | limit 50';

/** What wakes somebody about money, or waits for them in the morning; who is hurt the most comes first. */
export const alarms: readonly Alarm[] = [
  {
    id: 'accounts-money-5xx',
    severity: 'page',
    symptom: 'At least one money command in a hundred is answered with a 5xx.',
    impact:
      'Guests stand at tills that do not know whether they have paid. No money is lost or moved twice: the same key sent again says what became of it.',
    metric: { of: 'operations', operationIds: MONEY_COMMANDS, name: '5XXError' },
    threshold: {
      comparison: '>=',
      value: 0.01,
      unit: 'of all money commands (0 to 1)',
      reason: 'Each attempt already tries again for seconds: what fails after that is no passing throttle.',
    },
    periods: 3,
    periodSeconds: 60,
    firstChecks: [
      'Read the newest failures with the saved query below: `UnknownOutcome` and `StoreUnavailable` are DynamoDB, anything else is ours.',
      WAS_THERE_A_DEPLOY,
      IS_DYNAMODB_HEALTHY,
    ],
    query: { functions: MONEY_COMMANDS, text: FAILURES_NEWEST_FIRST },
    remedy:
      'Roll the deploy back: `git revert` and `cdk deploy`. If it is the Region, tell the tills to take cash and to send the same keys again later; never to make new keys.',
    cured: 'The share of 5xx answers stays below one in a hundred for ten minutes.',
  },
  {
    id: 'accounts-ledger-drift',
    severity: 'page',
    symptom: 'The ledger does not add up: something in it is not what it was made of.',
    impact:
      'Guests may see, or spend, a balance that is not theirs. What is wrong stays wrong until somebody has found its cause.',
    metric: counted('LedgerDrift'),
    threshold: {
      comparison: '>',
      value: 0,
      unit: 'differences',
      reason: 'Three scans in a row have said it of the same thing, so it is not the traffic.',
    },
    periods: 1,
    periodSeconds: 300,
    firstChecks: [
      'What differs, and by how much? `npm run reconcile -- --stage STAGE`',
      'Who has written to the table other than the functions? `aws cloudtrail lookup-events --lookup-attributes AttributeKey=ResourceName,AttributeValue=TABLE --max-results 20` for its settings; data events, where they are on, for its items.',
      WAS_THERE_A_DEPLOY,
    ],
    query: {
      functions: ['reconcileLedger'],
      text: 'fields @timestamp, what | filter message = "ledger differs" | sort @timestamp desc | limit 50',
    },
    remedy:
      'Change nothing by hand before the cause is known: the entries say what happened. One account: its entries are the truth, and its guest is to be told. Many, since one moment: roll back what was deployed, and restore beside it as `docs/runbooks/restore.md` says, to compare.',
    cured: '`npm run reconcile -- --stage STAGE` says `differences: 0`.',
  },
  {
    id: 'accounts-ledger-not-reconciled',
    severity: 'ticket',
    symptom: 'For a day nobody has found out whether the ledger adds up.',
    impact: 'Nobody yet. If something is wrong with the money, it is found later than it could be.',
    metric: counted('LedgersReconciled'),
    threshold: {
      comparison: '<',
      value: 1,
      unit: 'times in six hours',
      reason: 'It happens once a day, so three times six hours pass without it; the fourth does not.',
    },
    periods: 4,
    periodSeconds: 21_600,
    firesInSilence: true,
    firstChecks: [
      'Did the function run, and how did it end? The saved query below; `Task timed out` is a ledger that has outgrown its 15 minutes.',
      'Is the schedule on? `aws events list-rules --query "Rules[?contains(Name, \'Nightly\')]"`',
      'Does the table refuse its reads? See the alarms `accounts-throttled-by-…`.',
    ],
    query: {
      functions: ['reconcileLedger'],
      text: 'fields @timestamp, message, cause, accounts, transfers, @message | sort @timestamp desc | limit 50',
    },
    remedy:
      'Run it now: `npm run reconcile -- --stage STAGE`, which has no limit of time. Has the ledger outgrown the function: raise `onDemandMax` of the ledger in `lib/aws/config.ts`, of which the function takes half; beyond that run the command every night from a machine that stays on.',
    cured: 'The function says `ledger reconciled`.',
  },
  {
    id: 'accounts-commands-5xx',
    severity: 'ticket',
    symptom: 'At least one refund, release, or opening or change of an account in twenty is answered with a 5xx.',
    impact: 'Tills and phones have to ask again; nothing happens twice, and payments are not concerned.',
    metric: { of: 'operations', operationIds: OTHER_COMMANDS, name: '5XXError' },
    threshold: {
      comparison: '>=',
      value: 0.05,
      unit: 'of all of these commands (0 to 1)',
      reason:
        'There are few of them: one failure among a handful is a share of one in five, and need not wake anybody.',
    },
    periods: 5,
    periodSeconds: 60,
    firstChecks: ['Read the newest failures with the saved query below.', WAS_THERE_A_DEPLOY, IS_DYNAMODB_HEALTHY],
    query: { functions: OTHER_COMMANDS, text: FAILURES_NEWEST_FIRST },
    remedy: 'Roll the deploy back, or wait out the Region.',
    cured: 'The share of 5xx answers stays below one in a hundred for ten minutes.',
  },
  {
    id: 'accounts-throttled-by-account',
    severity: 'page',
    symptom: 'A table of the money refuses requests because the AWS account is at its own limit.',
    impact: 'Payments take longer, and some are answered 503. Every table of the account is in danger.',
    metric: throttlesOf('AccountLimit'),
    threshold: {
      comparison: '>=',
      value: 1,
      unit: 'refused requests a minute',
      reason: 'Our own maximum is far below the 40,000 units that a table may have: it should never happen.',
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
    id: 'accounts-money-slow',
    severity: 'ticket',
    symptom: 'The slowest hundredth of the money commands takes more than a second.',
    impact: 'Lines grow at the tills.',
    metric: { of: 'operations', operationIds: MONEY_COMMANDS, name: 'Latency' },
    threshold: {
      comparison: '>',
      value: 1_000,
      unit: 'ms',
      reason:
        'A read of 10 ms and a transaction of 30 are some 50 ms warm, and some 600 with a cold start; a second is neither.',
    },
    periods: 5,
    periodSeconds: 60,
    firstChecks: [
      'Do they get into each other’s way? See the alarm `accounts-conflicts`.',
      'Which command, and since when? See `ms` in the saved query below, and the traces in X-Ray.',
      'Are they throttled? Throttles of the functions of the money commands: `reservedConcurrency` in `lib/aws/config.ts`; and the alarms `accounts-throttled-by-…`.',
    ],
    query: {
      functions: MONEY_COMMANDS,
      text: 'filter message = "request" | stats count(*), pct(ms, 50), pct(ms, 99) by operationId, bin(1m)',
    },
    remedy: 'Raise what the checks name, and deploy. Cold starts alone: give the command `provisionedConcurrency`.',
    cured: 'The slowest hundredth takes less than half a second for ten minutes.',
  },
  {
    id: 'accounts-outcomes-unknown',
    severity: 'ticket',
    symptom: 'DynamoDB leaves many writes of money without an answer.',
    impact: 'These commands are sent again at once and take longer; those at their deadline are answered 503.',
    metric: counted('OutcomesUnknown'),
    threshold: {
      comparison: '>=',
      value: 10,
      unit: 'writes a minute',
      reason:
        'DynamoDB promises to fail at most 1 in 10,000: of 500 commands a second those are 3 a minute, and ten are no chance.',
    },
    periods: 3,
    periodSeconds: 60,
    firstChecks: [
      IS_DYNAMODB_HEALTHY,
      'Which commands, and with which error behind it? The saved query below has the cause.',
      'Is the network of the functions at fault? Compare SystemErrors of the ledger table with the errors in the log: without SystemErrors the answers get lost on their way.',
    ],
    query: { functions: MONEY_COMMANDS, text: FAILURES_NEWEST_FIRST },
    remedy: 'Wait it out with the Region. Nothing has to be repaired: each command ends with one outcome.',
    cured: 'Less than one unknown outcome a minute for ten minutes.',
  },
  {
    id: 'accounts-conflicts',
    severity: 'ticket',
    symptom: 'Money commands get into each other’s way far more often than chance has it.',
    impact: 'They try again and take longer, those of the one busy account most of all; none is applied twice.',
    metric: counted('WritesConflicted'),
    threshold: {
      comparison: '>',
      value: 3_000,
      unit: 'conflicts a minute',
      reason:
        'Of 500 commands a second, 20 ms each, ten others are under way on 100 shards of cash: one in ten conflicts, 3,000 a minute. More is one account that everybody uses.',
    },
    periods: 5,
    periodSeconds: 60,
    firstChecks: [
      WHO_SENDS_THEM,
      'Which key? `aws dynamodb update-contributor-insights --table-name TABLE --contributor-insights-action ENABLE`, and then its most accessed keys: `A#…` is an account of a guest, `H#…` a shard.',
      'Is it simply the busiest hour there ever was? Compare TransfersApplied of the service with last week.',
    ],
    remedy:
      'One guest’s account that many clients use at once: make them take turns, or open an account for each. Busy shards: raise `HOUSE_SHARDS` in `lambdas/accounts/store.items.ts` and deploy; it can only grow.',
    cured: 'Less than one conflict in ten commands for ten minutes.',
  },
  {
    id: 'accounts-replays',
    severity: 'ticket',
    symptom: 'A storm of retries: money commands come again that were answered before.',
    impact: 'Nobody is charged twice. The retries cost money and crowd out the first attempts when they grow.',
    metric: counted('CommandsReplayed'),
    threshold: {
      comparison: '>',
      value: 1_000,
      unit: 'replays a minute',
      reason:
        'Where one answer in a hundred gets lost, 500 commands a second are sent again 300 times a minute. Three times that is a client in a loop.',
    },
    periods: 10,
    periodSeconds: 60,
    firstChecks: [
      WHO_SENDS_THEM,
      'Do our answers come too late for the clients? See the alarm `accounts-money-slow`.',
      'Do answers get lost? Compare 5XXError and Latency of the API with yesterday.',
    ],
    remedy:
      'Ask the client’s owner to wait between retries and to stop at the first answer; if it harms others, take its token away.',
    cured: 'Less than 300 replays a minute for ten minutes.',
  },
  {
    id: 'accounts-refusals',
    severity: 'ticket',
    symptom: 'Far more transfers are refused than usual: too little money, a closed account, a limit.',
    impact: 'Guests are turned away at tills, rightly or not. Refusals are final: the same key is refused for ever.',
    metric: counted('TransfersRefused'),
    threshold: {
      comparison: '>',
      value: 600,
      unit: 'refusals a minute',
      reason: 'One guest in fifty misjudges the balance: of the busiest 500 commands a second those are 600 a minute.',
    },
    periods: 15,
    periodSeconds: 60,
    firstChecks: [
      'Is it one client? The check below counts by `sub`; 409 are the refusals.',
      WHO_SENDS_THEM,
      WAS_THERE_A_DEPLOY,
    ],
    query: {
      functions: [...MONEY_COMMANDS, 'createRefund'],
      text: 'filter message = "request" | stats count(*) by operationId, status, bin(5m)',
    },
    remedy:
      'A till that asks for amounts in the wrong unit: tell its owner. After a deploy: roll back, and let the clients send the refused payments under new keys.',
    cured: 'Refusals fall below one in fifty transfers.',
  },
  {
    id: 'accounts-keys-reused',
    severity: 'ticket',
    symptom: 'A client sends one idempotency key with different requests.',
    impact: 'Only the first of them is done; the payments after it are answered 422, and the guests wait.',
    metric: counted('KeysReused'),
    threshold: {
      comparison: '>=',
      value: 10,
      unit: 'requests a minute',
      reason: 'A right client never does it. One or two are somebody who tries the API out; ten a minute are a defect.',
    },
    periods: 3,
    periodSeconds: 60,
    firstChecks: [
      WHO_SENDS_THEM,
      'Has that client been released anew? Ask its owner; 422 in the answers of the check above began when it was.',
      'Is it a client that counts its keys from 1 after each start? `docs/idempotency.md` says how to choose a key.',
    ],
    remedy:
      'Tell the client’s owner to make a random key for each payment, and to keep it for the retries of that payment.',
    cured: 'No key is reused for ten minutes.',
  },
  {
    id: 'accounts-throttled-by-maximum',
    severity: 'ticket',
    symptom: 'The ledger refuses requests because they are more than the maximum that we have set for it.',
    impact: 'Payments and readings take longer, and some are answered 503.',
    metric: throttlesOf('MaxOnDemandThroughput'),
    threshold: {
      comparison: '>',
      value: 100,
      unit: 'refused requests a minute',
      reason: 'Two a second are tried again within 10 ms and not seen by anybody.',
    },
    periods: 5,
    periodSeconds: 60,
    firstChecks: [
      WHICH_TABLE,
      'Is it a rush, or a client in a loop? The check `accounts-replays` begins with counts by `sub`.',
      'Reads or writes? ReadMaxOnDemandThroughputThrottleEvents and WriteMaxOnDemandThroughputThrottleEvents of the table, and of its index `byOwner`.',
    ],
    remedy: 'A rush: raise `onDemandMax` in `lib/aws/config.ts` and deploy the data stack; watch the budget.',
    cured: 'No request is refused for ten minutes.',
  },
  {
    id: 'accounts-throttled-by-key',
    severity: 'ticket',
    symptom: 'Keys of the ledger are hotter than a partition of DynamoDB can take.',
    impact: 'Payments of one account or shard, and of its neighbours, take longer. More capacity does not help.',
    metric: throttlesOf('KeyRangeThroughput'),
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
      'Does somebody read the balance of a house account over and over? Each time takes its 100 shards; count by path in the access log of the API.',
    ],
    remedy:
      'A client in a loop: take its token away. Busy shards: raise `HOUSE_SHARDS` in `lambdas/accounts/store.items.ts` and deploy; it can only grow.',
    cured: 'No request is refused for ten minutes.',
  },
  {
    id: 'accounts-reading-5xx',
    severity: 'ticket',
    symptom: 'At least one reading of accounts, transfers or holds in twenty is answered with a 5xx.',
    impact: 'Guests and tills do not see balances and lists; payments are not concerned.',
    metric: { of: 'operations', operationIds: READERS, name: '5XXError' },
    threshold: {
      comparison: '>=',
      value: 0.05,
      unit: 'of all readings (0 to 1)',
      reason: 'A screen asks again by itself, and nothing depends on it: one in twenty can wait for the morning.',
    },
    periods: 5,
    periodSeconds: 60,
    firstChecks: ['Read the newest failures with the saved query below.', WAS_THERE_A_DEPLOY, IS_DYNAMODB_HEALTHY],
    query: { functions: READERS, text: FAILURES_NEWEST_FIRST },
    remedy: 'Roll the deploy back, or wait out the Region. Is only `listAccounts` failing: the index `byOwner`.',
    cured: 'The share of 5xx answers stays below one in a hundred for ten minutes.',
  },
  {
    id: 'accounts-history-5xx',
    severity: 'ticket',
    symptom: 'At least one reading of entries, statements, balances or addresses in twenty is answered with a 5xx.',
    impact: 'Guests do not see what they have paid; payments are not concerned.',
    metric: { of: 'operations', operationIds: HISTORIES, name: '5XXError' },
    threshold: {
      comparison: '>=',
      value: 0.05,
      unit: 'of all of these readings (0 to 1)',
      reason: 'A screen asks again by itself, and nothing depends on it: one in twenty can wait for the morning.',
    },
    periods: 5,
    periodSeconds: 60,
    firstChecks: ['Read the newest failures with the saved query below.', WAS_THERE_A_DEPLOY, IS_DYNAMODB_HEALTHY],
    query: { functions: HISTORIES, text: FAILURES_NEWEST_FIRST },
    remedy: 'Roll the deploy back, or wait out the Region.',
    cured: 'The share of 5xx answers stays below one in a hundred for ten minutes.',
  },
];

function counted(name: string): AlarmMetric {
  return { of: 'business', service: 'accounts', name };
}

function throttlesOf(cause: 'AccountLimit' | 'KeyRangeThroughput' | 'MaxOnDemandThroughput'): AlarmMetric {
  return { of: 'throttles', tables: ['ledger', 'idempotency'], name: `${cause}ThrottleEvents` };
}
