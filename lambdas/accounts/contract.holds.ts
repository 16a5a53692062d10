import * as z from 'zod';
import { Currency } from '#platform/currency.ts';
import type { Operation } from '#platform/operation.ts';
import {
  AccountPath,
  accountExample,
  Minor,
  Moment,
  merchantExample,
  momentExample,
  transferIDExample,
} from './contract.shapes.ts';
import { TransferDone } from './contract.transfers.ts';
import { AccountID, Amount, HoldID, Reference } from './domain.ts';

const HoldPath = AccountPath.extend({ holdID: HoldID });

const HoldBody = z
  .strictObject({
    holdID: HoldID,
    accountID: AccountID,
    to: AccountID,
    amount: Amount,
    currency: Currency,
    reference: Reference.optional(),
    state: z
      .enum(['open', 'captured', 'released', 'expired'])
      .meta({ description: 'Only an open one is held, and only it can be captured or released.' }),
    captured: Minor.meta({ description: 'How much of it was taken.' }),
    expiresAt: Moment.meta({ description: 'From this moment on it is not held.' }),
    createdAt: Moment,
  })
  .meta({ id: 'Hold' });

const holdIDExample = 'd2zk7nq4cv5mbx3wy6tjh2ra7e';
const holdExample = {
  holdID: holdIDExample,
  accountID: accountExample,
  to: merchantExample,
  amount: 5_000,
  currency: 'EUR',
  state: 'open',
  captured: 0,
  expiresAt: '2026-01-17T18:30:00.000Z',
  createdAt: momentExample,
} as const;

/** 30 days: as long as the deposit for a rented pair of skis may be kept. */
const HOLD_SECONDS_MAX = 30 * 24 * 3_600;

export const CreateHold = {
  operationId: 'createHold',
  summary: 'Hold a part of a balance',
  description:
    'For a house account, which may capture it later. It is not available meanwhile, and is again, without anybody’s doing, when its time has come. An account has at most 20 at a time.',
  method: 'POST',
  path: '/accounts/{accountID}/holds',
  scope: 'accounts:till',
  idempotency: { retention: 'forever' },
  dialect: 'liftline',
  params: AccountPath,
  body: z
    .strictObject({
      amount: Amount,
      to: AccountID.meta({ description: 'A house account of the same currency.' }),
      expiresInSeconds: z.int().min(1).max(HOLD_SECONDS_MAX),
      reference: Reference.optional(),
    })
    .meta({ id: 'NewHold' }),
  answers: { 201: HoldBody },
  problems: [
    'not_found',
    'account_closed',
    'currency_mismatch',
    'house_account',
    'insufficient_funds',
    'limit_exceeded',
  ],
  examples: {
    params: { accountID: accountExample },
    body: { amount: 5_000, to: merchantExample, expiresInSeconds: 32_400 },
    answers: { 201: holdExample },
  },
} as const satisfies Operation;

export const ListHolds = {
  operationId: 'listHolds',
  summary: 'List what is held of an account',
  description: 'What is open now, the next to expire first.',
  method: 'GET',
  path: '/accounts/{accountID}/holds',
  scope: 'accounts:read',
  dialect: 'liftline',
  params: AccountPath,
  answers: {
    200: z
      .strictObject({
        holds: z.array(
          z.strictObject({ holdID: HoldID, to: AccountID, amount: Amount, expiresAt: Moment }).meta({ id: 'LiveHold' }),
        ),
      })
      .meta({ id: 'Holds' }),
  },
  problems: ['not_found', 'house_account'],
  examples: {
    params: { accountID: accountExample },
    answers: {
      200: {
        holds: [{ holdID: holdIDExample, to: merchantExample, amount: 5_000, expiresAt: holdExample.expiresAt }],
      },
    },
  },
} as const satisfies Operation;

export const GetHold = {
  operationId: 'getHold',
  summary: 'Read a hold',
  description: 'Whatever has become of it.',
  method: 'GET',
  path: '/accounts/{accountID}/holds/{holdID}',
  scope: 'accounts:read',
  dialect: 'liftline',
  params: HoldPath,
  answers: { 200: HoldBody },
  problems: ['not_found'],
  examples: { params: { accountID: accountExample, holdID: holdIDExample }, answers: { 200: holdExample } },
} as const satisfies Operation;

export const CaptureHold = {
  operationId: 'captureHold',
  summary: 'Take what was held',
  description:
    'The whole of it unless an amount is given; then the rest is the guest’s again. A hold is captured once.',
  method: 'POST',
  path: '/accounts/{accountID}/holds/{holdID}/capture',
  scope: 'accounts:till',
  idempotency: { retention: 'forever' },
  dialect: 'liftline',
  params: HoldPath,
  body: z.strictObject({ amount: Amount.optional() }).meta({ id: 'Capture' }),
  answers: { 201: TransferDone },
  problems: ['not_found', 'hold_expired', 'hold_not_open', 'insufficient_funds', 'limit_exceeded'],
  examples: {
    params: { accountID: accountExample, holdID: holdIDExample },
    body: { amount: 4_200 },
    answers: {
      201: {
        transferID: transferIDExample,
        kind: 'capture',
        from: accountExample,
        to: merchantExample,
        amount: 4_200,
        currency: 'EUR',
        createdAt: momentExample,
        holdID: holdIDExample,
        balance: 1_800,
        available: 1_800,
        version: 4,
      },
    },
  },
} as const satisfies Operation;

export const ReleaseHold = {
  operationId: 'releaseHold',
  summary: 'Give up what was held',
  description: 'All of it is the guest’s again at once.',
  method: 'POST',
  path: '/accounts/{accountID}/holds/{holdID}/release',
  scope: 'accounts:till',
  idempotency: { retention: { hours: 24 } },
  dialect: 'liftline',
  params: HoldPath,
  answers: { 200: HoldBody },
  problems: ['not_found', 'hold_expired', 'hold_not_open'],
  examples: {
    params: { accountID: accountExample, holdID: holdIDExample },
    answers: { 200: { ...holdExample, state: 'released' } },
  },
} as const satisfies Operation;
