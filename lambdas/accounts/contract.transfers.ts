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
import { AccountID, Amount, HoldID, Reference, TransferID, transferKinds } from './domain.ts';

const transferFields = {
  transferID: TransferID,
  kind: z.enum(transferKinds),
  from: AccountID,
  to: AccountID,
  amount: Amount,
  currency: Currency,
  reference: Reference.optional(),
  createdAt: Moment,
  holdID: HoldID.optional().meta({ description: 'Of a capture: what it was taken from.' }),
  refundOf: TransferID.optional().meta({ description: 'Of a refund: the transfer that it gives back.' }),
};

const standing = { balance: Minor, available: Minor, version: z.int().min(1) };

const TransferBody = z
  .strictObject({
    ...transferFields,
    refunded: Amount.optional().meta({
      description: 'How much of it was given back so far; absent where nothing was.',
    }),
  })
  .meta({ id: 'Transfer' });

export const TransferDone = z.strictObject({ ...transferFields, ...standing }).meta({
  id: 'TransferDone',
  description: 'The transfer, and the account of the path as it stood right after it; a replay says the same.',
});

const RefundDone = z.strictObject({ ...transferFields, ...z.object(standing).partial().shape }).meta({
  id: 'RefundDone',
  description: 'The transfer back, and a guest’s account that it came from as it stood right after it.',
});

const Movement = z.strictObject({ amount: Amount, reference: Reference.optional() }).meta({ id: 'Movement' });

const transferExample = {
  transferID: transferIDExample,
  kind: 'deposit',
  from: 'cash-EUR',
  to: accountExample,
  amount: 2_500,
  currency: 'EUR',
  createdAt: momentExample,
} as const;

export const CreateDeposit = {
  operationId: 'createDeposit',
  summary: 'Pay cash into an account',
  description:
    'Applied once for each key, however often and however late it is sent again: the record is kept for ever.',
  method: 'POST',
  path: '/accounts/{accountID}/deposits',
  scope: 'accounts:till',
  idempotency: { retention: 'forever' },
  dialect: 'liftline',
  params: AccountPath,
  body: Movement,
  answers: { 201: TransferDone },
  problems: ['not_found', 'account_closed', 'house_account', 'limit_exceeded'],
  examples: {
    params: { accountID: accountExample },
    body: { amount: 2_500, reference: 'till 4' },
    answers: { 201: { ...transferExample, balance: 2_500, available: 2_500, version: 1 } },
  },
} as const satisfies Operation;

export const CreateWithdrawal = {
  operationId: 'createWithdrawal',
  summary: 'Pay cash out of an account',
  description: 'Applied once for each key, or refused once and for all; the record is kept for ever.',
  method: 'POST',
  path: '/accounts/{accountID}/withdrawals',
  scope: 'accounts:write',
  idempotency: { retention: 'forever' },
  dialect: 'liftline',
  params: AccountPath,
  body: Movement,
  answers: { 201: TransferDone },
  problems: ['not_found', 'account_closed', 'house_account', 'insufficient_funds', 'limit_exceeded'],
  examples: {
    params: { accountID: accountExample },
    body: { amount: 1_000 },
    answers: {
      201: {
        ...transferExample,
        kind: 'withdrawal',
        from: accountExample,
        to: 'cash-EUR',
        amount: 1_000,
        balance: 1_500,
        available: 1_500,
        version: 2,
      },
    },
  },
} as const satisfies Operation;

export const CreateTransfer = {
  operationId: 'createTransfer',
  summary: 'Pay the house, or another guest',
  description:
    'From an account that one may use to any account of the same currency. Applied once for each key, or refused once and for all; the record is kept for ever.',
  method: 'POST',
  path: '/transfers',
  scope: 'accounts:write',
  idempotency: { retention: 'forever' },
  dialect: 'liftline',
  body: z
    .strictObject({ from: AccountID, to: AccountID, amount: Amount, reference: Reference.optional() })
    .refine(({ from, to }) => from !== to, { path: ['to'], message: 'must be another account than `from`' })
    .meta({ id: 'NewTransfer' }),
  answers: { 201: TransferDone },
  problems: [
    'not_found',
    'account_closed',
    'currency_mismatch',
    'house_account',
    'insufficient_funds',
    'limit_exceeded',
  ],
  examples: {
    body: { from: accountExample, to: merchantExample, amount: 450, reference: 'two coffees' },
    answers: {
      201: {
        ...transferExample,
        kind: 'payment',
        from: accountExample,
        to: merchantExample,
        amount: 450,
        reference: 'two coffees',
        balance: 1_050,
        available: 1_050,
        version: 3,
      },
    },
  },
} as const satisfies Operation;

export const GetTransfer = {
  operationId: 'getTransfer',
  summary: 'Read a transfer',
  description: 'For whoever may use one of its two accounts. One that was refused was never made, and is not found.',
  method: 'GET',
  path: '/transfers/{transferID}',
  scope: 'accounts:read',
  dialect: 'liftline',
  params: z.object({ transferID: TransferID }),
  answers: { 200: TransferBody },
  problems: ['not_found'],
  examples: { params: { transferID: transferExample.transferID }, answers: { 200: transferExample } },
} as const satisfies Operation;

export const CreateRefund = {
  operationId: 'createRefund',
  summary: 'Give back a payment, a capture or a transfer',
  description:
    'What is left of it unless an amount is given: together never more than was moved. For whoever may use the account that the money went to, from which it comes back. Deposits are given back by withdrawals.',
  method: 'POST',
  path: '/transfers/{transferID}/refunds',
  scope: 'accounts:till',
  idempotency: { retention: 'forever' },
  dialect: 'liftline',
  params: z.object({ transferID: TransferID }),
  body: z.strictObject({ amount: Amount.optional(), reference: Reference.optional() }).meta({ id: 'NewRefund' }),
  answers: { 201: RefundDone },
  problems: ['not_found', 'account_closed', 'insufficient_funds', 'limit_exceeded', 'refund_exceeds_transfer'],
  examples: {
    params: { transferID: transferIDExample },
    body: { amount: 225, reference: 'cold coffee' },
    answers: {
      201: {
        transferID: 'x4jn7cq2zk5wdb3vmy6rt2he7a',
        kind: 'refund',
        from: merchantExample,
        to: accountExample,
        amount: 225,
        currency: 'EUR',
        reference: 'cold coffee',
        createdAt: '2026-01-17T09:45:00.000Z',
        refundOf: transferIDExample,
      },
    },
  },
} as const satisfies Operation;
