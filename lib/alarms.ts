import type { Alarm } from '#platform/alarm.ts';
import { alarms as accounts } from '../lambdas/accounts/alarms.ts';
import { alarms as forecasts } from '../lambdas/forecasts/alarms.ts';
import { alarms as identity } from '../lambdas/identity/alarms.ts';
import { alarms as operations } from '../lambdas/operations/alarms.ts';
import { alarms as rides } from '../lambdas/rides/alarms.ts';
import type { services } from './contracts.ts';

/** Every alarm of the product, by service: what is deployed, documented as a runbook and shown on the dashboard. */
export const alarmsOf = { rides, accounts, forecasts, identity, operations } as const satisfies Record<
  keyof typeof services,
  readonly Alarm[]
>;
