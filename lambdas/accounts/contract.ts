import * as z from 'zod';
import { Currency } from '#platform/currency.ts';
import { cursorFor } from '#platform/cursor.ts';
import type { Operation } from '#platform/operation.ts';
import { CaptureHold, CreateHold, GetHold, ListHolds, ReleaseHold } from './contract.holds.ts';
import { AccountPath, accountExample, limit, Minor, Moment } from './contract.shapes.ts';
import { GetBalance, GetStatement, ListTransactions } from './contract.statements.ts';
import { CreateDeposit, CreateRefund, CreateTransfer, CreateWithdrawal, GetTransfer } from './contract.transfers.ts';
import { AccountID, AccountName, Address } from './domain.ts';

const OwnerID = z.string().regex(/^[A-Za-z0-9_.@:-]{1,128}$/, 'must be the subject of a token');
const ResortID = z
  .int()
  .min(1)
  .max(2 ** 31 - 1);

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

export const CloseAccount = {
  operationId: 'closeAccount',
  summary: 'Close an account',
  description: 'Once there is nothing in it. What is in it can be read for ever; nothing goes in or out again.',
  method: 'POST',
  path: '/accounts/{accountID}/close',
  scope: 'accounts:write',
  idempotency: { retention: { hours: 24 } },
  dialect: 'liftline',
  params: AccountPath,
  answers: { 200: AccountBody },
  problems: ['not_found', 'account_closed', 'balance_not_zero', 'house_account'],
  examples: {
    params: { accountID: accountExample },
    answers: { 200: { ...accountBodyExample, version: 2, status: 'closed' } },
  },
} as const satisfies Operation;

const AddressBody = Address.meta({ id: 'Address' });

const addressExample = {
  recipient: 'Maria Moosbrugger',
  lines: ['Rüfiplatz 7'],
  postalCode: '6764',
  city: 'Lech',
  country: 'AT',
} as const;

export const GetAddress = {
  operationId: 'getAddress',
  summary: "Read an account's address",
  description: 'Its `ETag` is what a change of it has to name.',
  method: 'GET',
  path: '/accounts/{accountID}/address',
  scope: 'accounts:read',
  dialect: 'liftline',
  params: AccountPath,
  answers: { 200: AddressBody },
  headers: ['ETag'],
  problems: ['not_found', 'house_account'],
  examples: { params: { accountID: accountExample }, answers: { 200: addressExample } },
} as const satisfies Operation;

export const PutAddress = {
  operationId: 'putAddress',
  summary: "Write an account's address",
  description: 'The first one with `If-None-Match: *`, another one in place of that which `If-Match` names.',
  method: 'PUT',
  path: '/accounts/{accountID}/address',
  scope: 'accounts:write',
  conditional: true,
  dialect: 'liftline',
  params: AccountPath,
  body: Address.meta({ id: 'NewAddress' }),
  answers: { 200: AddressBody },
  headers: ['ETag'],
  problems: ['not_found', 'house_account'],
  examples: { params: { accountID: accountExample }, body: addressExample, answers: { 200: addressExample } },
} as const satisfies Operation;

/** Every operation of this service, in the order of its documentation. */
export const operations = {
  OpenAccount,
  ListAccounts,
  GetAccount,
  CloseAccount,
  GetAddress,
  PutAddress,
  CreateDeposit,
  CreateWithdrawal,
  CreateTransfer,
  GetTransfer,
  CreateRefund,
  CreateHold,
  ListHolds,
  GetHold,
  CaptureHold,
  ReleaseHold,
  ListTransactions,
  GetStatement,
  GetBalance,
} as const;
