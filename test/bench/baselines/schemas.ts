/** What fastify checks requests by, and how it writes answers. */

export function idempotent() {
  return {
    type: 'object',
    required: ['idempotency-key'],
    properties: { 'idempotency-key': { type: 'string', pattern: '^[A-Za-z0-9_-]{1,64}$' } },
  };
}

export function oneAccount() {
  return { type: 'object', required: ['accountID'], properties: { accountID: { type: 'string', format: 'uuid' } } };
}

export function newAccount() {
  return {
    type: 'object',
    required: ['currency'],
    properties: { currency: { enum: ['EUR'] }, name: { type: 'string', maxLength: 140 } },
  };
}

export function newTransfer() {
  return {
    type: 'object',
    required: ['from', 'to', 'amount'],
    properties: {
      from: { type: 'string', format: 'uuid' },
      to: { type: 'string', format: 'uuid' },
      ...movement(),
    },
  };
}

export function newDeposit() {
  return {
    type: 'object',
    required: ['amount'],
    properties: movement(),
  };
}

function movement() {
  return {
    amount: { type: 'integer', minimum: 1, maximum: 1_000_000_000_000 },
    reference: { type: 'string', maxLength: 140 },
  };
}

/** An answer that has a schema is written by code that fastify makes for it, which is quicker than JSON.stringify. */
export function account() {
  return {
    type: 'object',
    properties: {
      ...text('accountID', 'name', 'ownerID', 'currency', 'status', 'openedAt'),
      ...integer('balance', 'available', 'held', 'version'),
    },
  };
}

export function transfer() {
  return {
    type: 'object',
    properties: {
      ...text('transferID', 'kind', 'from', 'to', 'currency', 'reference', 'createdAt'),
      ...integer('amount', 'balance', 'available', 'version'),
    },
  };
}

export function statement() {
  const transactions = {
    type: 'array',
    items: {
      type: 'object',
      properties: {
        ...text('transferID', 'kind', 'direction', 'counterparty', 'createdAt'),
        ...integer('amount', 'balance', 'version'),
      },
    },
  };
  return {
    type: 'object',
    properties: { ...integer('opening', 'closing', 'debits', 'credits'), transactions },
  };
}

function text(...names: string[]) {
  return Object.fromEntries(names.map((name) => [name, { type: 'string' }]));
}

function integer(...names: string[]) {
  return Object.fromEntries(names.map((name) => [name, { type: 'integer' }]));
}
