import * as z from 'zod';
import { Currency } from '#platform/currency.ts';
import { cursorFor, PAGE_SIZE_MAX } from '#platform/cursor.ts';
import { integerInPath } from '#platform/numbers.ts';
import type { Operation } from '#platform/operation.ts';
import { AccountID, AccountName, Amount, Reference, TransferID } from './domain.ts';

const OwnerID = z.string().regex(/^[A-Za-z0-9_.@:-]{1,128}$/, 'must be the subject of a token');
const ResortID = z
  .int()
  .min(1)
  .max(2 ** 31 - 1);
const Minor = z.int();
const Moment = z.iso.datetime();

const AccountPath = z.object({ accountID: AccountID });
const limit = integerInPath(1, PAGE_SIZE_MAX).optional();

const accountExample = 'q7c2hd6kzn3wvb5xr4tmy2aj6e';
const transferExample = {
  transferID: 'm3xk5vq2c7hd6zn4wb5rtya2je',
  kind: 'deposit',
  from: 'cash-EUR',
  to: accountExample,
  amount: 2_500,
  currency: 'EUR',
  createdAt: '2026-01-17T09:30:00.000Z',
} as const;

const AccountBody = z
  .strictObject({
    accountID: AccountID,
    kind: z.enum(['guest', 'house']),
    name: AccountName.optional(),
    ownerID: z.string().optional(),
    resortID: ResortID.optional(),
    currency: Currency,
    balance: Minor.meta({ description: 'In minor units. Of a house account, what it owes the guests is negative.' }),
    available: Minor.meta({ description: 'The balance less what is held.' }),
    held: Minor,
    version: z.int().min(0).meta({ description: 'How many entries there are.' }),
    status: z.enum(['open', 'closed']),
    openedAt: Moment,
  })
  .meta({ id: 'Account' });

const transferFields = {
  transferID: TransferID,
  kind: z.enum(['deposit', 'withdrawal']),
  from: AccountID,
  to: AccountID,
  amount: Amount,
  currency: Currency,
  reference: Reference.optional(),
  createdAt: Moment,
};

const TransferBody = z.strictObject(transferFields).meta({ id: 'Transfer' });

const TransferDone = z
  .strictObject({ ...transferFields, balance: Minor, available: Minor, version: z.int().min(1) })
  .meta({
    id: 'TransferDone',
    description: 'The transfer, and the account of the path as it stood right after it; a replay says the same.',
  });

const Movement = z.strictObject({ amount: Amount, reference: Reference.optional() }).meta({ id: 'Movement' });

const accountBodyExample = {
  accountID: accountExample,
  kind: 'guest',
  name: 'Season card',
  ownerID: 'guest-7',
  currency: 'EUR',
  balance: 0,
  available: 0,
  held: 0,
  version: 0,
  status: 'open',
  openedAt: '2026-01-17T09:00:00.000Z',
} as const;

export const OpenAccount = {
  operationId: 'openAccount',
  summary: 'Open an account',
  description:
    'In one currency, with nothing in it. It belongs to whoever asks; only staff may open one for somebody else, or a house account, into which guests pay.',
  method: 'POST',
  path: '/accounts',
  scope: 'accounts:write',
  idempotency: { retention: { hours: 24 } },
  dialect: 'liftline',
  body: z
    .strictObject({
      currency: Currency,
      name: AccountName.optional(),
      ownerID: OwnerID.optional(),
      resortID: ResortID.optional(),
      kind: z.literal('house').optional(),
    })
    .meta({ id: 'NewAccount' }),
  answers: { 201: AccountBody },
  problems: [],
  examples: { body: { currency: 'EUR', name: 'Season card' }, answers: { 201: accountBodyExample } },
} as const satisfies Operation;

export const ListAccounts = {
  operationId: 'listAccounts',
  summary: 'List the accounts of one owner',
  description: 'One’s own; for staff, those of `ownerID`. Oldest first. An account opened a moment ago may be missing.',
  method: 'GET',
  path: '/accounts',
  scope: 'accounts:read',
  dialect: 'liftline',
  query: z.object({
    ownerID: OwnerID.optional(),
    limit,
    cursor: cursorFor(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z#[a-z2-7]{26}$/).optional(),
  }),
  answers: {
    200: z.strictObject({ accounts: z.array(AccountBody), next: z.string().optional() }).meta({ id: 'Accounts' }),
  },
  problems: [],
  examples: { answers: { 200: { accounts: [accountBodyExample] } } },
} as const satisfies Operation;

export const GetAccount = {
  operationId: 'getAccount',
  summary: 'Read an account and its balance',
  description: 'Never cached: every transfer that was answered is in it.',
  method: 'GET',
  path: '/accounts/{accountID}',
  scope: 'accounts:read',
  dialect: 'liftline',
  params: AccountPath,
  answers: { 200: AccountBody },
  problems: ['not_found'],
  examples: { params: { accountID: accountExample }, answers: { 200: accountBodyExample } },
} as const satisfies Operation;

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
              kind: transferFields.kind,
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
            transferID: transferExample.transferID,
            kind: 'deposit',
            direction: 'credit',
            amount: 2_500,
            balance: 2_500,
            version: 1,
            counterparty: 'cash-EUR',
            createdAt: transferExample.createdAt,
          },
        ],
      },
    },
  },
} as const satisfies Operation;

/** Every operation of this service, in the order of its documentation. */
export const operations = {
  OpenAccount,
  ListAccounts,
  GetAccount,
  CreateDeposit,
  CreateWithdrawal,
  ListTransactions,
  GetTransfer,
} as const;
