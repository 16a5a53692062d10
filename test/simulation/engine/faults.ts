import type { Choices } from './choices.ts';

/** Something that goes wrong: how often where a profile has it on, and the page that says it may. */
interface FaultModel {
  /** Of 1,000 occasions, in the mildest profile that has it at all. */
  readonly perMille: number;
  readonly is: string;
  /** What AWS says of it, or whoever else has seen it. The simulator gives no more than these pages do. */
  readonly page: string;
}

const LAMBDA = 'https://docs.aws.amazon.com/lambda/latest/dg';
const DYNAMODB = 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide';
const DYNAMODB_API = 'https://docs.aws.amazon.com/amazondynamodb/latest/APIReference';
const SQS = 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide';
const BUILDERS = 'https://aws.amazon.com/builders-library';

/** Every fault there is, from the client inwards. A name is where it strikes, and what happens there. */
export const FAULTS = {
  'client: request lost': fault(60, 'the request never arrives', `${BUILDERS}/challenges-with-distributed-systems/`),
  'client: answer lost': fault(
    80,
    'the work is done and nobody hears of it',
    `${BUILDERS}/making-retries-safe-with-idempotent-APIs/`,
  ),
  'client: sent twice': fault(
    80,
    'the same request goes out again at once',
    `${BUILDERS}/making-retries-safe-with-idempotent-APIs/`,
  ),
  'client: gives up': fault(
    25,
    'it crashes, or loses patience, and never asks again',
    `${BUILDERS}/timeouts-retries-and-backoff-with-jitter/`,
  ),
  'client: key with another body': fault(
    120,
    'a key is used again for something else',
    'https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/',
  ),
  'client: key of somebody else': fault(
    120,
    'two clients happen to use the same key',
    'https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/',
  ),

  'function: killed before sending': fault(
    15,
    'the process ends before its next request leaves',
    `${LAMBDA}/lambda-runtime-environment.html`,
  ),
  'function: killed after sending': fault(
    20,
    'the process ends; its request is on the wire',
    `${LAMBDA}/lambda-runtime-environment.html`,
  ),
  'function: frozen before sending': fault(
    12,
    'the process stands still, and sends when others have gone on',
    `${LAMBDA}/lambda-runtime-environment.html`,
  ),
  'function: frozen after sending': fault(
    12,
    'the process stands still with its answer unread',
    `${LAMBDA}/lambda-runtime-environment.html`,
  ),
  'function: killed before answering': fault(15, 'all is done but the answer', `${LAMBDA}/invocation-retries.html`),
  'function: clock wrong': fault(
    300,
    'its wall clock is seconds, minutes or hours off: more than AWS ever lets happen, as much as a machine of one’s own may',
    'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/set-time.html',
  ),
  'function: two builds at once': fault(
    250,
    'while a deployment goes on, some processes run the old code and some the new',
    `${LAMBDA}/configuring-alias-routing.html`,
  ),
  'function: deploy that fails': fault(
    300,
    'for a while, every invocation of a worker throws',
    `${LAMBDA}/services-sqs-errorhandling.html`,
  ),

  'read: refused': fault(20, 'no read within the time of three attempts', `${DYNAMODB}/Programming.Errors.html`),
  'read: batch torn': fault(
    100,
    'the keys of one BatchGetItem are read at different moments',
    `${DYNAMODB}/transaction-apis.html#transaction-isolation`,
  ),
  'read: stale': fault(
    300,
    'an eventually consistent read answers from a replica that lags',
    `${DYNAMODB}/HowItWorks.ReadConsistency.html`,
  ),

  'write: throttled': fault(
    30,
    'refused for want of capacity; nothing is written',
    `${DYNAMODB}/Programming.Errors.html`,
  ),
  'write: lost': fault(30, 'no answer, and nothing was written', `${DYNAMODB}/Programming.Errors.html`),
  'write: applied, answer lost': fault(
    40,
    'no answer, and all was written',
    `${DYNAMODB}/transaction-apis.html#transaction-apis-txwriteitems`,
  ),
  'write: applied late': fault(
    30,
    'no answer; written up to 30 s later, if its conditions hold then',
    `${BUILDERS}/timeouts-retries-and-backoff-with-jitter/`,
  ),
  'write: sent again by the SDK': fault(
    40,
    'applied, answer lost, and the SDK asks again with the same token',
    'https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html',
  ),
  'write: sent again late': fault(
    25,
    'applied and answered; a copy that was delayed lands up to 30 s later',
    'https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html',
  ),
  'transaction: conflict': fault(
    60,
    'another request holds one of the items',
    `${DYNAMODB}/transaction-apis.html#transaction-conflict-handling`,
  ),
  'transaction: throttled': fault(
    40,
    'one of the items has no capacity, which cancels all',
    `${DYNAMODB_API}/API_TransactWriteItems.html`,
  ),
  'transaction: torn': fault(
    200,
    'its items become visible one after another',
    `${DYNAMODB}/transaction-apis.html#transaction-isolation`,
  ),
  'batch: unprocessed': fault(60, 'BatchWriteItem leaves some items out', `${DYNAMODB_API}/API_BatchWriteItem.html`),
  'batch: lost': fault(20, 'no answer, and nothing was written', `${DYNAMODB}/Programming.Errors.html`),
  'batch: applied, answer lost': fault(40, 'no answer, and all was written', `${DYNAMODB}/Programming.Errors.html`),
  'batch: applied late': fault(
    30,
    'no answer; written up to 30 s later',
    `${BUILDERS}/timeouts-retries-and-backoff-with-jitter/`,
  ),
  'expiry: days late': fault(500, 'an item lies there for days after its time to live', `${DYNAMODB}/TTL.html`),

  'send: lost': fault(40, 'no acknowledgement, and no message', `${SQS}/handling-request-errors.html`),
  'send: acknowledgement lost': fault(
    50,
    'no acknowledgement, though the message is there',
    `${SQS}/handling-request-errors.html`,
  ),
  'send: repeated by the SDK': fault(
    40,
    'the message is there twice, under two ids',
    'https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html',
  ),
  'queue: visible late': fault(100, 'a message cannot be received yet', `${SQS}/sqs-short-and-long-polling.html`),
  'queue: out of order': fault(300, 'a later message is received first', `${SQS}/standard-queues.html`),
  'queue: delivered twice': fault(
    60,
    'a message is received although somebody has it',
    `${SQS}/standard-queues-at-least-once-delivery.html`,
  ),
  'queue: delivered after its deletion': fault(
    40,
    'a server that was away has not heard of the deletion',
    `${SQS}/standard-queues-at-least-once-delivery.html`,
  ),
  'queue: poisoned': fault(150, 'a message that no worker can read', `${LAMBDA}/services-sqs-errorhandling.html`),
  'feed: throttled': fault(
    60,
    'received and not handed over, because no function is free',
    `${LAMBDA}/services-sqs-errorhandling.html#services-sqs-backoff-strategy`,
  ),

  'stream: batch again': fault(150, 'a batch that was done comes again', `${LAMBDA}/services-dynamodb-errors.html`),
  'stream: from the start': fault(
    30,
    'the mapping begins at the oldest record again',
    `${LAMBDA}/services-ddb-params.html`,
  ),
  'stream: shard split': fault(
    40,
    'a shard ends and two go on, which keep no order between them',
    `${DYNAMODB}/Streams.html#Streams.Processing`,
  ),
} as const satisfies Record<string, FaultModel>;

export type Fault = keyof typeof FAULTS;

/** How often each fault happens in one world, of 1,000 occasions. */
export type Profile = Readonly<Partial<Record<Fault, number>>>;

export const QUIET: Profile = {};

const names = Object.keys(FAULTS) as Fault[];

/**
 * Draws a world's own profile: about a third of the faults are off, so that rare ones meet without being drowned by the
 * common ("Swarm Testing", Groce et al., https://dl.acm.org/doi/10.1145/2338965.2336763), the rest once, twice or
 * three times as frequent as usual.
 */
export function drawProfile({ choose }: Choices): Profile {
  const drawn = names.map((name): [Fault, number] => {
    const isOff = choose('fault off', 3) === 0;
    return [name, isOff ? 0 : Math.min(900, FAULTS[name].perMille * (1 + choose('harshness', 3)))];
  });
  return Object.fromEntries(drawn);
}

/** For a script: whatever it names can happen, and nothing else does. */
export const SCRIPTED: Profile = Object.fromEntries(names.map((name) => [name, 1]));

function fault(perMille: number, is: string, page: string): FaultModel {
  return { perMille, is, page };
}
