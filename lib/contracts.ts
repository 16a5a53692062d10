import type { Operation } from '#platform/operation.ts';
import { operations as accounts } from '../lambdas/accounts/contract.ts';
import { operations as forecasts } from '../lambdas/forecasts/contract.ts';
import { operations as identity } from '../lambdas/identity/contract.ts';
import { operations as operationsOperations } from '../lambdas/operations/contract.ts';
import { operations as rides } from '../lambdas/rides/contract.ts';

/** Every operation of the product, by service: what is routed and documented. */
export const services = {
  rides,
  accounts,
  forecasts,
  identity,
  operations: operationsOperations,
} as const satisfies Record<string, Record<string, Operation>>;

export const allOperations: readonly Operation[] = Object.values(services).flatMap((operations) =>
  Object.values(operations),
);

/** What is deployed: all but what Cognito has an endpoint of its own for. */
export const deployedOperations = allOperations.filter(({ embeddedOnly }) => !embeddedOnly);
