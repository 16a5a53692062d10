import type { Operation, Serve } from '#platform/operation.ts';
import type { Platform } from '#platform/platform.ts';
import type { services } from '../contracts.ts';
import { getHealth } from '../../lambdas/operations/get-health.ts';
import { getOpenapi } from '../../lambdas/operations/get-openapi.ts';
import { getSkierDay } from '../../lambdas/rides/get-skier-day.ts';
import { recordRide } from '../../lambdas/rides/record-ride.ts';
import { ridesStore } from '../../lambdas/rides/store.ts';

/**
 * Every operation with the embedded cloud behind it: what the handlers do for Lambda. One line an operation; the
 * compiler asks for the line that is missing.
 */
export function serveOn(platform: Platform, { document }: { document: object }): Served {
  const rides = ridesStore(platform.items, 'rides');

  return {
    rides: {
      RecordRide: recordRide(platform),
      GetSkierDay: getSkierDay({ rides }),
    },
    operations: {
      GetHealth: getHealth(),
      GetOpenapi: getOpenapi({ document }),
    },
  };
}

type Services = typeof services;
type Served = {
  readonly [S in keyof Services]: {
    readonly [O in keyof Services[S]]: Services[S][O] extends Operation ? Serve<Services[S][O]> : never;
  };
};
