import * as z from 'zod';
import { KIBIBYTE } from '#platform/http.ts';
import { integerInPath } from '#platform/numbers.ts';
import type { Operation } from '#platform/operation.ts';
import { ProblemDocument } from '#platform/problem.ts';
import { DayID, LiftID, Minutes, ResortID, SeasonID, SkierID, StrictRide } from './domain.ts';

const ResortPath = z.object({ resortID: integerInPath(ResortID.min, ResortID.max) });
const SkierPath = z.object({ skierID: integerInPath(SkierID.min, SkierID.max) });
const ResortDayPath = ResortPath.extend({ seasonID: SeasonID, dayID: integerInPath(DayID.min, DayID.max) });
const SkierDayPath = ResortDayPath.extend(SkierPath.shape);

const resortDayExample = { resortID: 1, seasonID: '2022', dayID: 1 };
const skierDayExample = { ...resortDayExample, skierID: 123 };

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

export const ListSeasons = {
  operationId: 'listSeasons',
  summary: 'List the seasons of a resort',
  description: 'In ascending order; none for a resort that has no season yet.',
  method: 'GET',
  path: '/resorts/{resortID}/seasons',
  scope: 'rides:read',
  dialect: 'ski-data-api',
  params: ResortPath,
  answers: { 200: z.strictObject({ seasons: z.array(SeasonID) }).meta({ id: 'Seasons' }) },
  problems: ['not_found'],
  examples: { params: { resortID: 1 }, answers: { 200: { seasons: ['2022'] } } },
} as const satisfies Operation;

export const AddSeason = {
  operationId: 'addSeason',
  summary: 'Add a season to a resort',
  description: 'Adding a season that is there already changes nothing, and answers 201 all the same.',
  method: 'POST',
  path: '/resorts/{resortID}/seasons',
  scope: 'rides:admin',
  dialect: 'ski-data-api',
  params: ResortPath,
  body: z.object({ year: SeasonID }).meta({ id: 'NewSeason' }),
  answers: { 201: null },
  problems: ['not_found'],
  examples: { params: { resortID: 1 }, body: { year: '2022' } },
} as const satisfies Operation;

export const CountSkiers = {
  operationId: 'countSkiers',
  summary: 'Count the skiers of a resort on one day',
  description: 'Unique skiers: each counts once, however often they rode. The count may lag the scans by a moment.',
  method: 'GET',
  path: '/resorts/{resortID}/seasons/{seasonID}/day/{dayID}/skiers',
  aliases: ['/resorts/{resortID}/seasons/{seasonID}/days/{dayID}/skiers'],
  scope: 'rides:read',
  dialect: 'ski-data-api',
  params: ResortDayPath,
  answers: {
    200: z
      .strictObject({
        time: z.string().meta({ description: "The resort's name, in the field that the published API has for it." }),
        numSkiers: z.int().min(1),
      })
      .meta({ id: 'SkierCount' }),
  },
  problems: ['not_found'],
  examples: { params: resortDayExample, answers: { 200: { time: 'Alpenglow', numSkiers: 2_104 } } },
} as const satisfies Operation;

export const GetVertical = {
  operationId: 'getVertical',
  summary: "Read a skier's vertical by season",
  description: 'One element a season, summed over the resorts asked for, in ascending order.',
  method: 'GET',
  path: '/skiers/{skierID}/vertical',
  scope: 'rides:read',
  dialect: 'ski-data-api',
  params: SkierPath,
  query: z.object({
    resort: z.array(integerInPath(ResortID.min, ResortID.max)).min(1).max(10),
    season: z.array(SeasonID).min(1).max(10).optional(),
  }),
  answers: {
    200: z
      .strictObject({ resorts: z.array(z.strictObject({ seasonID: SeasonID, totalVert: z.int().min(0) })) })
      .meta({ id: 'VerticalBySeason' }),
  },
  problems: ['not_found'],
  examples: {
    params: { skierID: 123 },
    query: { resort: 1, season: '2022' },
    answers: { 200: { resorts: [{ seasonID: '2022', totalVert: 210 }] } },
  },
} as const satisfies Operation;

const rideExample = { ...skierDayExample, time: 217, liftID: 21 };

export const RecordRides = {
  operationId: 'recordRides',
  summary: 'Record the scans that a gate has gathered',
  description:
    'Each scan is checked by itself. Those in order are acknowledged together, in one message; the others are named by their index and not taken. A 503 has taken none. As with a single scan, sending any of them again changes nothing.',
  method: 'POST',
  path: '/rides',
  scope: 'rides:write',
  dialect: 'liftline',
  bodyBytesMax: 256 * KIBIBYTE,
  body: z.strictObject({ rides: z.array(z.unknown().meta(rideSchema())).min(1).max(500) }).meta({ id: 'LiftScans' }),
  answers: {
    200: z
      .strictObject({
        accepted: z.int().min(0),
        rejected: z.array(z.strictObject({ index: z.int().min(0), problem: ProblemDocument })),
      })
      .meta({ id: 'LiftScansTaken' }),
  },
  problems: [],
  examples: { body: { rides: [rideExample] }, answers: { 200: { accepted: 1, rejected: [] } } },
} as const satisfies Operation;

/** What one scan of a batch is to be. The batch's own schema takes anything, so that one bad scan spoils no other. */
function rideSchema() {
  const { $schema: _, ...schema } = z.toJSONSchema(StrictRide);
  return schema;
}

/** Every operation of this service, in the order of its documentation. */
export const operations = {
  RecordRide,
  RecordRides,
  GetSkierDay,
  GetVertical,
  CountSkiers,
  ListResorts,
  ListSeasons,
  AddSeason,
} as const;

/**
 * What travels from capture to storing: every scan of one request in one message, so that they are acknowledged together.
 * A worker reads its own schema and the one before; a new field is a new number.
 */
export const RidesMessage = z.strictObject({
  schema: z.literal(1),
  rides: z.array(StrictRide).min(1).max(500),
});

export type RidesMessage = z.output<typeof RidesMessage>;
