import * as z from 'zod';
import { cursorFor } from '#platform/cursor.ts';
import type { Operation } from '#platform/operation.ts';
import {
  AccountPath,
  accountExample,
  limit,
  Minor,
  Moment,
  momentExample,
  transferIDExample,
} from './contract.shapes.ts';
import { AccountID, Amount, Reference, TransferID, transferKinds } from './domain.ts';

const EntryBody = z
  .strictObject({
    transferID: TransferID,
    kind: z.enum(transferKinds),
    direction: z.enum(['debit', 'credit']),
    amount: Amount,
    balance: Minor,
    version: z.int().min(1),
    counterparty: AccountID,
    reference: Reference.optional(),
    createdAt: Moment,
  })
  .meta({ id: 'Entry' });

const entryExample = {
  transferID: transferIDExample,
  kind: 'deposit',
  direction: 'credit',
  amount: 2_500,
  balance: 2_500,
  version: 1,
  counterparty: 'cash-EUR',
  createdAt: momentExample,
} as const;

export const ListTransactions = {
  operationId: 'listTransactions',
  summary: "List an account's entries",
  description: 'Each with the balance after it; newest first unless asked otherwise. House accounts keep totals only.',
  method: 'GET',
  path: '/accounts/{accountID}/transactions',
  scope: 'accounts:read',
  dialect: 'liftline',
  params: AccountPath,
  query: z.object({
    limit,
    cursor: cursorFor(/^E#\d{13}#\d{12}$/).optional(),
    order: z.enum(['asc', 'desc']).optional(),
  }),
  answers: {
    200: z
      .strictObject({
        transactions: z.array(EntryBody),
        next: z.string().optional(),
      })
      .meta({ id: 'Transactions' }),
  },
  problems: ['not_found', 'house_account'],
  examples: {
    params: { accountID: accountExample },
    answers: {
      200: {
        transactions: [entryExample],
      },
    },
  },
} as const satisfies Operation;

export const GetStatement = {
  operationId: 'getStatement',
  summary: "Read an account's statement of a month",
  description:
    'In UTC, oldest entry first. All pages are of one moment, that of the first: an entry made since is in none of them.',
  method: 'GET',
  path: '/accounts/{accountID}/statements/{month}',
  scope: 'accounts:read',
  dialect: 'liftline',
  params: AccountPath.extend({
    month: z.string().regex(/^(?:19[7-9][0-9]|2[01][0-9]{2})-(?:0[1-9]|1[0-2])$/, 'must be a month, as 2026-01'),
  }),
  query: z.object({ limit, cursor: cursorFor(/^E#\d{13}#\d{12}\.\.E#\d{13}#\d{12}$/).optional() }),
  answers: {
    200: z
      .strictObject({
        opening: Minor,
        closing: Minor,
        debits: Minor.meta({ description: 'The sum of the whole month’s, whatever the page.' }),
        credits: Minor,
        transactions: z.array(EntryBody),
        next: z.string().optional(),
      })
      .meta({ id: 'Statement' }),
  },
  problems: ['not_found', 'house_account'],
  examples: {
    params: { accountID: accountExample, month: '2026-01' },
    answers: { 200: { opening: 0, closing: 2_500, debits: 0, credits: 2_500, transactions: [entryExample] } },
  },
} as const satisfies Operation;

export const GetBalance = {
  operationId: 'getBalance',
  summary: 'Read what the balance was at a moment',
  description: 'With every entry of that moment and before it.',
  method: 'GET',
  path: '/accounts/{accountID}/balance',
  scope: 'accounts:read',
  dialect: 'liftline',
  params: AccountPath,
  query: z.object({
    at: z.iso
      .datetime({ offset: true, error: 'must be a moment of RFC 3339' })
      .meta({ description: 'Percent-encode the plus sign of an offset.' }),
  }),
  answers: {
    200: z.strictObject({ balance: Minor, version: z.int().min(0), at: Moment }).meta({ id: 'Balance' }),
  },
  problems: ['not_found', 'house_account'],
  examples: {
    params: { accountID: accountExample },
    query: { at: '2026-01-17T12:00:00Z' },
    answers: { 200: { balance: 2_500, version: 1, at: '2026-01-17T12:00:00.000Z' } },
  },
} as const satisfies Operation;
