/** Why these files are longer than 200 lines. An entry that is no longer needed fails the test. */
export const reasonsForLength: ReadonlyMap<string, string> = new Map([
  ['lambdas/accounts/contract.ts', 'One declaration after another, in the order of the documentation.'],
  [
    'lambdas/accounts/store.ts',
    'Every key, shape and condition of one table: what must never happen stands in one place.',
  ],
  ['lambdas/accounts/alarms.ts', 'As those of the rides.'],
  ['lambdas/rides/alarms.ts', 'One alarm after another, each as long as its runbook: nobody reads them at one go.'],
  ['test/integration/idempotency-cases.test.ts', 'One numbered case after another, to be held against the list.'],
  [
    'test/deploy/deploy.test.ts',
    'One stage lives through all of its tests, in their order: a second file would deploy another.',
  ],
]);
