/** A file that somebody might write. */
interface Example {
  readonly path: string;
  readonly code: string;
}

/** Of each rule at least one violation; each breaks that rule and no other. */
export const violations: readonly (Example & { readonly rule: string })[] = [
  ...breaking('lambdas-know-no-lib', 'lambdas/rides/record-ride.ts', [
    "import { services } from '../../lib/contracts.ts';",
    "import type { FakeQueue } from '../../test/fakes/queue.ts';",
  ]),
  ...breaking('lambdas-know-no-lib', 'lambdas/platform/http.ts', ["import { log } from '../../lib/local/log.ts';"]),
  ...breaking('platform-knows-no-service', 'lambdas/platform/prelude.ts', [
    "import type { Ride } from '../rides/domain.ts';",
  ]),
  ...breaking('services-apart', 'lambdas/sales/sell-pass.ts', [
    "import { createDeposit } from '../accounts/create-deposit.ts';",
    "const { createDeposit } = await import('../accounts/create-deposit.ts');",
    "type Ride = import('../rides/domain.ts').Ride;",
    "export type { Ride } from '../rides/domain.ts';\nexport const passes = 1;",
  ]),
  ...breaking('handler-last', 'lambdas/rides/get-skier-day.ts', [
    "import { handler } from './record-ride.handler.ts';",
  ]),
  ...breaking('handler-last', 'lib/local/services.ts', [
    "import { handler } from '../../lambdas/rides/record-ride.handler.ts';",
  ]),
  ...breaking('declarations-first', 'lambdas/rides/store.ts', ["import { recordRide } from './record-ride.ts';"]),
  ...breaking('declarations-first', 'lambdas/rides/contract.ts', ["import { ridesStore } from './store.ts';"]),
  ...breaking('declarations-first', 'lambdas/accounts/store.items.ts', [
    "import { Amount } from './contract.shapes.ts';",
  ]),
  ...breaking('declarations-first', 'lambdas/rides/alarms.ts', ["import { RecordRide } from './contract.ts';"]),
  ...breaking('domain-pure', 'lambdas/rides/domain.ts', [
    "import { integerInPath } from '#platform/numbers.ts';",
    "import type { RidesStore } from './store.ts';",
    "import { createHash } from 'node:crypto';",
  ]),
  ...breaking('lib-reads-declarations', 'lib/openapi.ts', ["import { Ride } from '../lambdas/rides/domain.ts';"]),
  ...breaking('lib-reads-declarations', 'lib/aws/services/rides.ts', [
    "import { recordRide } from '../../../lambdas/rides/record-ride.ts';",
    "import type { RidesStore } from '../../../lambdas/rides/store.ts';",
  ]),
  ...breaking('aws-clients-in-one-place', 'lambdas/rides/store.ts', [
    "import { DynamoDBClient } from '@aws-sdk/client-dynamodb';",
    "import { type SQSClient, SendMessageCommand } from '@aws-sdk/client-sqs';",
    "import '@aws-sdk/client-sqs';",
  ]),
  ...breaking('aws-clients-in-one-place', 'lib/local/cloud.ts', [
    "const { SQSClient } = await import('@aws-sdk/client-sqs');",
  ]),
  ...breaking('aws-behind-handlers', 'lambdas/rides/record-ride.ts', [
    "import { awsPlatform } from '#platform/aws/platform.ts';",
  ]),
  ...breaking('aws-behind-handlers', 'lib/local/platform.ts', [
    "import { awsPlatform } from '../../lambdas/platform/aws/platform.ts';",
  ]),
  ...breaking('aws-behind-handlers', 'lib/admin/recount.ts', ["import { dynamoItems } from '#platform/aws/items.ts';"]),
  ...breaking('environment-at-the-edge', 'lambdas/rides/store.ts', ["const table = process.env['RIDES_TABLE_NAME'];"]),
  ...breaking('environment-at-the-edge', 'lambdas/platform/http.ts', ['const { env } = process;']),
  ...breaking('aws-clients-in-one-place', 'lib/admin/stage.ts', ["import { SQSClient } from '@aws-sdk/client-sqs';"]),
  ...breaking('environment-at-the-edge', 'lib/admin/stage.ts', ["const profile = process.env['AWS_PROFILE'];"]),
  ...breaking('environment-at-the-edge', 'lib/aws/config.ts', [
    'const account = process.env.CDK_DEFAULT_ACCOUNT;',
    "import { env } from 'node:process';",
  ]),
  ...breaking('world-through-the-platform', 'lambdas/rides/record-ride.ts', [
    'const at = { at: Date.now() };',
    'const at = new Date();',
    'const at = Date();',
    'const at = performance.now();',
    'const at = process.hrtime.bigint();',
    'const one = Math.random();',
    'const one = crypto.randomUUID();',
    'crypto.getRandomValues(bytes);',
    'setTimeout(work, 10);',
    'setInterval(work, 10);',
    'setImmediate(work);',
    "await fetch('https://example.com');",
    "await globalThis.fetch('https://example.com');",
    "await globalThis['fetch']('https://example.com');",
    'const load = { fetch };',
    "import { randomUUID } from 'node:crypto';",
    "import * as everything from 'node:crypto';",
    "import { readFile } from 'node:fs/promises';",
  ]),
  ...breaking('world-through-the-platform', 'lambdas/rides/record-ride.handler.ts', [
    "import { setTimeout as sleep } from 'node:timers/promises';",
  ]),
  ...breaking('no-barrels', 'lambdas/platform/everything.ts', [
    "export * from './answer.ts';",
    "import { ok } from './answer.ts';\nexport { ok };\nexport { problem } from './problem.ts';",
  ]),
  ...breaking('no-barrels', 'lib/aws/index.ts', ['export const stacks = 3;']),
  ...breaking('no-drawers', 'lambdas/utils/dates.ts', ['export const hours = 24;']),
  ...breaking('no-drawers', 'lib/local/queue-helpers.ts', ['export const hours = 24;']),
];

/** What looks like a violation and is none. */
export const liberties: readonly Example[] = [
  ...at('lambdas/rides/store.ts', [
    "import type { QueryCommandInput } from '@aws-sdk/lib-dynamodb';",
    "import { type QueryCommandInput } from '@aws-sdk/lib-dynamodb';",
    "import type { Ride } from './domain.ts';",
    "import { rideKey } from './store.items.ts';",
  ]),
  ...at('lambdas/rides/record-ride.ts', [
    "import { createHash, timingSafeEqual } from 'node:crypto';",
    "// import { Transfer } from '../accounts/contract.ts';",
    "const text = 'Date.now()';",
    'const at = new Date(clock.now());',
    'timers.setTimeout(work, { fetch: 1 });',
  ]),
  ...at('lambdas/rides/record-ride.handler.ts', [
    "import { awsPlatform } from '#platform/aws/platform.ts';",
    'const { env } = process;',
  ]),
  ...at('lambdas/platform/aws/platform.ts', [
    "import { DynamoDBClient } from '@aws-sdk/client-dynamodb';",
    'const clock = { now: () => Date.now() };',
    'const { env } = process;',
  ]),
  ...at('lib/local/services.ts', [
    "import { recordRide } from '../../lambdas/rides/record-ride.ts';",
    "const home = process.env['HOME'];",
  ]),
  ...at('lib/admin/recount.ts', ["import { recount } from '../../lambdas/rides/recount.ts';"]),
  ...at('lib/admin/stage.ts', ["import { dynamoItems } from '#platform/aws/items.ts';"]),
  ...at('lib/aws/services/rides.ts', [
    "import { alarms } from '../../../lambdas/rides/alarms.ts';",
    'const node = process.execPath;',
  ]),
  ...at('test/deploy/capture.test.ts', ["import { SQSClient } from '@aws-sdk/client-sqs';"]),
];

/** How long a file may be: one line more breaks the rule. */
export const lengths: readonly { readonly rule: string; readonly path: string; readonly linesMax: number }[] = [
  { rule: 'bin-under-30-lines', path: 'bin/local.ts', linesMax: 29 },
  { rule: 'handler-within-15-lines', path: 'lambdas/rides/record-ride.handler.ts', linesMax: 15 },
  { rule: 'length-wants-a-reason', path: 'lambdas/rides/record-ride.ts', linesMax: 200 },
];

function breaking(rule: string, path: string, codes: readonly string[]) {
  return at(path, codes).map((example) => ({ ...example, rule }));
}

function at(path: string, codes: readonly string[]): Example[] {
  return codes.map((code) => ({ path, code }));
}
