import type { Operation, Serve } from '#platform/operation.ts';
import type { Platform } from '#platform/platform.ts';
import { getHealth } from '../../lambdas/operations/get-health.ts';
import { getOpenapi } from '../../lambdas/operations/get-openapi.ts';
import { getSkierDay } from '../../lambdas/rides/get-skier-day.ts';
import { listResorts } from '../../lambdas/rides/list-resorts.ts';
import { recordRide } from '../../lambdas/rides/record-ride.ts';
import { ridesStore } from '../../lambdas/rides/store.ts';
import { services } from '../contracts.ts';
import type { Route } from './gateway/router.ts';

/** Every operation with the embedded cloud behind it: what the handlers do for Lambda. */
export function routesOn(platform: Platform, { document }: { document: object }): Route[] {
  const rides = ridesStore(platform.items, 'rides');

  return [
    ...routesOf(services.rides, {
      RecordRide: recordRide(platform),
      GetSkierDay: getSkierDay({ rides }),
      ListResorts: listResorts(),
    }),
    ...routesOf(services.operations, {
      GetHealth: getHealth(),
      GetOpenapi: getOpenapi({ document }),
    }),
  ];
}

/** The compiler asks for the code of each operation that the contract names. */
function routesOf<S extends Readonly<Record<string, Operation>>>(
  contract: S,
  code: { readonly [Name in keyof S]: Serve<S[Name]> },
): Route[] {
  return Object.entries(contract).map(([name, operation]) => ({
    kind: 'route',
    operation,
    // What belongs together is bound by its name, which TypeScript cannot follow through `entries`.
    serve: code[name] as Route['serve'],
  }));
}
