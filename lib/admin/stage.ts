import { YIELDING_SETTINGS } from '#platform/aws/client-settings.ts';
import { sqsDeadLetterQueue } from '#platform/aws/dead-letter-queue.ts';
import { dynamoClient, dynamoItems } from '#platform/aws/items.ts';
import { sqsQueue } from '#platform/aws/queue.ts';
import { refusalOf } from '#platform/aws/refusal.ts';
import { failureOf } from '#platform/aws/sdk-failure.ts';
import { stackOutputs } from '#platform/aws/stack-outputs.ts';
import { itemCount } from '#platform/aws/table-size.ts';
import { usageKeys } from '#platform/aws/usage-keys.ts';
import { userPoolClients } from '#platform/aws/user-pool-clients.ts';
import { StoreUnavailable, UnknownOutcome } from '#platform/items.ts';
import { QueueUnavailable } from '#platform/queue.ts';
import { SETTLED_AFTER_MS } from '../../lambdas/accounts/reconcile-ledger.ts';
import { registeredClients } from '../../lambdas/identity/clients.ts';
import { directory as directoryOn } from '../../lambdas/identity/store.ts';
import type { StageConfig } from '../aws/config.ts';
import { nameOf, RESOURCE_SERVER } from '../aws/deployment.ts';
import { clock, random, timers } from '../local/platform.ts';
import type { System } from './command.ts';

/** A stage that cannot be worked on; the message is one sentence that says what to do. */
export class UnusableStage extends Error {
  override readonly name = 'UnusableStage';
}

/**
 * Works on a deployed stage, in the account and Region that the environment is signed in to, as for `cdk deploy`.
 * Throws {@link UnusableStage}. Whatever was done before that may be done again.
 */
export async function onStage<T>(config: StageConfig, work: (system: System) => Promise<T>): Promise<T> {
  try {
    return await work(await openStage(config));
  } catch (error) {
    const said = sentenceFor(error);
    if (said === undefined) throw error;
    throw new UnusableStage(said, { cause: error });
  }
}

async function openStage(config: StageConfig): Promise<System> {
  const data = await outputsOf(nameOf({ config }, 'data'));
  const app = await outputsOf(nameOf({ config }, 'app'));
  const items = dynamoItems({ random, timers }, dynamoClient(YIELDING_SETTINGS));
  const directory = directoryOn(items, data('IdentityTableName'));
  const secrets = userPoolClients({ userPoolID: data('UserPoolId'), resourceServer: RESOURCE_SERVER });
  const limitKeeper = usageKeys({ apiID: app('ApiId'), plans: plansIn(app('UsagePlanIds')) });

  return {
    ...{ clock, random, timers },
    items,
    queue: sqsQueue(app('RidesQueueUrl')),
    deadLetters: sqsDeadLetterQueue({ url: app('RidesDeadLettersUrl'), clock }),
    tables: { rides: data('RidesTableName'), views: data('ViewsTableName'), ledger: data('LedgerTableName') },
    // What 999 in 1,000 rides keep to.
    viewLagMs: 60_000,
    moneySettlesMs: SETTLED_AFTER_MS,
    async scanProgress(table) {
      const count = await itemCount(table);
      return ({ seen }) => Math.min(1, seen / Math.max(1, count));
    },
    backUp: undefined,
    // BatchWriteItem does not say which rides were new.
    scans: undefined,
    clients: registeredClients({ directory, secrets, limitKeeper, clock }),
    users: undefined,
  };
}

async function outputsOf(stack: string): Promise<(name: string) => string> {
  const outputs = await stackOutputs(stack);
  if (!outputs) {
    throw new UnusableStage(
      `There is no stack ${stack} in this account and Region: deploy it, or sign in where it is.`,
    );
  }
  return (name) => {
    const value = outputs[name];
    if (value === undefined) throw new UnusableStage(`The stack ${stack} has no output ${name}: deploy it again.`);
    return value;
  };
}

/** The output of the usage plans: `60=id,300=id`, by the requests a minute that each allows. */
function plansIn(output: string): ReadonlyMap<number, string> {
  const pairs = output.split(',').map((each) => each.split('='));
  return new Map(pairs.map(([limit, id = '']) => [Number(limit), id]));
}

/** What a person can mend, or only wait for; everything else is a defect and keeps its stack. */
function sentenceFor(error: unknown): string | undefined {
  if (error instanceof UnusableStage) return error.message;
  const isUnavailable = [StoreUnavailable, UnknownOutcome, QueueUnavailable].some((kind) => error instanceof kind);
  if (isUnavailable) return `${(error as Error).message}: run it again, which harms nothing.`;
  return refusalOf(error) ?? (failureOf(error) === 'surprise' ? undefined : 'AWS did not answer: run it again.');
}
