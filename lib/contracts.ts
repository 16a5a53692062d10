import type { Operation } from '#platform/operation.ts';
import { operations as accounts } from '../lambdas/accounts/contract.ts';
import { operations as forecasts } from '../lambdas/forecasts/contract.ts';
import { operations as operationsOperations } from '../lambdas/operations/contract.ts';
import { operations as rides } from '../lambdas/rides/contract.ts';

/** Every operation of the product, by service: what is routed, deployed and documented. */
export const services = { rides, accounts, forecasts, operations: operationsOperations } as const satisfies Record<
  string,
  Record<string, Operation>
>;

export const allOperations: readonly Operation[] = Object.values(services).flatMap((operations) =>
  Object.values(operations),
);
