import type { Construct } from 'constructs';
import type { Operation } from '#platform/operation.ts';
import type { Deployment } from '../deployment.ts';
import type { Route } from './contract-api.ts';
import { type Needs, OperationFunction } from './operation-function.ts';

interface ServiceRoutesProps<Operations extends Record<string, Operation>> {
  readonly deployment: Deployment;
  readonly service: string;
  readonly operations: Operations;
  /** By operation; one that is not named needs nothing, and is deployed all the same. */
  readonly needs?: Partial<Record<Operations[keyof Operations]['operationId'], Needs>>;
}

/** One function for each operation of a service's contract: an operation is deployed by being declared. */
export function serviceRoutes<Operations extends Record<string, Operation>>(
  scope: Construct,
  { deployment, service, operations, needs = {} }: ServiceRoutesProps<Operations>,
): Route[] {
  return Object.values(operations).map((operation) => {
    const { operationId } = operation;
    const own = needs[operationId as Operations[keyof Operations]['operationId']];
    const environment = { ...own?.environment, ...originsSetting(deployment) };
    const needed = { ...own, environment };
    const { target } = new OperationFunction(scope, operationId, { deployment, service, operationId, ...needed });
    return { operation, target };
  });
}

/** As `http-handler.ts` reads it. */
function originsSetting({ config: { allowedOrigins = [] } }: Deployment): Record<string, string> {
  return allowedOrigins.length === 0 ? {} : { ALLOWED_ORIGINS: allowedOrigins.join(' ') };
}
