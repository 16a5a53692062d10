/** Why these files are longer than 200 lines. An entry that is no longer needed fails the test. */
export const reasonsForLength: ReadonlyMap<string, string> = new Map([
  ['lambdas/accounts/alarms.ts', 'As those of the rides.'],
  ['lambdas/rides/alarms.ts', 'One alarm after another, each as long as its runbook: nobody reads them at one go.'],
  ['test/unit/idempotency-faults.test.ts', 'As the cases over HTTP, of which these are the rest.'],
  ['test/integration/idempotency-cases.test.ts', 'One numbered case after another, to be held against the list.'],
  [
    'test/deploy/deploy.test.ts',
    'One stage lives through all of its tests, in their order: a second file would deploy another.',
  ],
  ['test/simulation/engine/faults.ts', 'One fault after another, each with the page that says it may happen.'],
]);
