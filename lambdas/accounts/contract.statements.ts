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
        transactions: z.array(
          z
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
            .meta({ id: 'Entry' }),
        ),
        next: z.string().optional(),
      })
      .meta({ id: 'Transactions' }),
  },
  problems: ['not_found', 'house_account'],
  examples: {
    params: { accountID: accountExample },
    answers: {
      200: {
        transactions: [
          {
            transferID: transferIDExample,
            kind: 'deposit',
            direction: 'credit',
            amount: 2_500,
            balance: 2_500,
            version: 1,
            counterparty: 'cash-EUR',
            createdAt: momentExample,
          },
        ],
      },
    },
  },
} as const satisfies Operation;
