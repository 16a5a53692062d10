import * as z from 'zod';
import { integerInPath } from '#platform/numbers.ts';
import type { Operation } from '#platform/operation.ts';
import { DayID, LiftID, Minutes, ResortID, Ride, SeasonID, SkierID } from './domain.ts';

const SkierDayPath = z.object({
  resortID: integerInPath(ResortID.min, ResortID.max),
  seasonID: SeasonID,
  dayID: integerInPath(DayID.min, DayID.max),
  skierID: integerInPath(SkierID.min, SkierID.max),
});

const skierDayExample = { resortID: 1, seasonID: '2022', dayID: 1, skierID: 123 };

export const RecordRide = {
  operationId: 'recordRide',
  summary: 'Record that a pass was scanned at a lift',
  description:
    'Answers once the scan is durably queued. The scan is stored under its own content, so sending it again, from a retry or a second gate, changes nothing; a different `waitTime` for the same ride replaces the earlier one.',
  method: 'POST',
  path: '/skiers/{resortID}/seasons/{seasonID}/days/{dayID}/skiers/{skierID}',
  scope: 'rides:write',
  dialect: 'ski-data-api',
  params: SkierDayPath,
  body: z.object({ time: Minutes, liftID: LiftID, waitTime: Minutes.optional() }).meta({ id: 'LiftScan' }),
  answers: { 201: null },
  problems: [],
  examples: { params: skierDayExample, body: { time: 217, liftID: 21 } },
} as const satisfies Operation;

export const GetSkierDay = {
  operationId: 'getSkierDay',
  summary: "Read a skier's vertical of one day at one resort",
  description: 'The sum over the rides stored so far; a scan that was just acknowledged may take a moment to appear.',
  method: 'GET',
  path: '/skiers/{resortID}/seasons/{seasonID}/days/{dayID}/skiers/{skierID}',
  scope: 'rides:read',
  dialect: 'ski-data-api',
  params: SkierDayPath,
  answers: { 200: z.int().min(0).meta({ id: 'Vertical' }) },
  problems: ['not_found'],
  examples: { params: skierDayExample, answers: { 200: 210 } },
} as const satisfies Operation;

export const ListResorts = {
  operationId: 'listResorts',
  summary: 'List the resorts of the group',
  method: 'GET',
  path: '/resorts',
  scope: 'rides:read',
  dialect: 'ski-data-api',
  answers: {
    200: z
      .strictObject({ resorts: z.array(z.strictObject({ resortName: z.string(), resortID: z.int() })) })
      .meta({ id: 'Resorts' }),
  },
  problems: [],
  examples: { answers: { 200: { resorts: [{ resortName: 'Alpenglow', resortID: 1 }] } } },
} as const satisfies Operation;

/** Every operation of this service, in the order of its documentation. */
export const operations = { RecordRide, GetSkierDay, ListResorts } as const;

/**
 * What travels from capture to storing: every scan of one request in one message, so that they are acknowledged together.
 * A worker reads its own schema and the one before; a new field is a new number.
 */
export const RidesMessage = z.strictObject({
  schema: z.literal(1),
  rides: z.array(Ride.strict()).min(1).max(500),
});

export type RidesMessage = z.output<typeof RidesMessage>;
