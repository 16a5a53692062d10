import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commandNameOf, commandOf, readKey, recordOf, remembered } from '#platform/idempotency.ts';
import { StoreUnavailable } from '#platform/items.ts';
import type { Operation } from '#platform/operation.ts';
import { fakeCall } from '../fakes/call.ts';

describe('readKey', () => {
  it('takes the quoted key of the draft and the bare one of popular clients for the same', () => {
    expect(read('"abc-_9"')).toEqual(read('abc-_9'));
    expect(read('abc-_9').value).toBe('abc-_9');
  });

  it('takes 64 characters and no more', () => {
    expect(read('k'.repeat(64)).errors).toEqual([]);
    expect(read('k'.repeat(65)).errors).toHaveLength(1);
  });

  it.each([
    ['a missing one', []],
    ['an empty one', ['']],
    ['empty quotes', ['""']],
    ['half of a quote', ['"abc']],
    ['two, sent twice', ['a', 'a']],
    ['two, joined by a comma', ['a, a']],
    ['a space', ['a b']],
    ['a control character', ['a\u0000']],
    ['another script', ['ключ']],
    ['percent-encoding', ['a%20b']],
  ])('refuses %s, and says where', (_, values) => {
    const { value, errors } = readKey(Pay, {
      headers: new Map(values.length > 0 ? [['idempotency-key', values]] : []),
    });

    expect(value).toBeUndefined();
    expect(errors).toEqual([{ pointer: '/header/Idempotency-Key', detail: expect.any(String) }]);
  });

  it('asks for none where the contract does not', () => {
    expect(readKey({ ...Pay, idempotency: undefined }, { headers: new Map() })).toEqual({
      errors: [],
    });
  });
});

describe('commandOf', () => {
  it('names a command by principal, operation and key, whatever they hold', () => {
    const part = fc.array(fc.constantFrom('1', ':', 'a', 'é'), { maxLength: 4 }).map((letters) => letters.join(''));
    fc.assert(
      fc.property(fc.tuple(part, part, part), fc.tuple(part, part, part), (one, other) => {
        expect(idOf(...one) === idOf(...other)).toBe(one.every((each, n) => each === other[n]));
      }),
    );
  });

  it('makes an id of 26 letters that a path takes as it is', () => {
    expect(idOf('guest-7', 'pay', 'k')).toMatch(/^[a-z2-7]{26}$/);
  });

  it('takes two spellings of one request for the same, at any depth', () => {
    const one = { params: { id: 'a' }, body: { amount: 5, tags: [{ b: 1, a: 2 }] }, key: 'k' };
    const other = { key: 'k', body: { tags: [{ a: 2, b: 1 }], amount: 5 }, params: { id: 'a' } };

    expect(commandOf(Pay, other, fakeCall()).fingerprint).toBe(commandOf(Pay, one, fakeCall()).fingerprint);
  });

  it('keeps the name that whoever read the request has given it', () => {
    const input = { params: { id: 'a' }, body: { amount: 5 }, key: 'k' };
    const commandName = commandNameOf(Pay, input, fakeCall().principal);

    expect(commandOf(Pay, input, fakeCall())).toMatchObject(commandName);
    expect(commandOf(Pay, input, { ...fakeCall(), commandName: { ...commandName, id: 'given' } }).id).toBe('given');
  });

  it.each([
    ['another amount', { params: { id: 'a' }, body: { amount: 6 } }],
    ['another path', { params: { id: 'b' }, body: { amount: 5 } }],
    ['a field more', { params: { id: 'a' }, body: { amount: 5, reference: 'x' } }],
    ['a text instead of a number', { params: { id: 'a' }, body: { amount: '5' } }],
  ])('takes %s for another request', (_, request) => {
    const first = commandOf(Pay, { params: { id: 'a' }, body: { amount: 5 }, key: 'k' }, fakeCall());
    const second = commandOf(Pay, { ...request, key: 'k' }, fakeCall());

    expect(second.id).toBe(first.id);
    expect(second.fingerprint).not.toBe(first.fingerprint);
  });
});

describe('a record', () => {
  const command = commandOf(Pay, { params: {}, body: { amount: 5 }, key: 'k' }, fakeCall());
  const answer = { kind: 'recorded', status: 201, body: '{"b":1,"a":2}', location: '/x', isReplay: false } as const;

  it('gives back status, body and location byte for byte, and says that it is a replay', () => {
    expect(remembered(recordOf(command, answer), command)).toEqual({
      kind: 'replayed',
      answer: { ...answer, isReplay: true },
    });
  });

  it('gives nothing of itself to another request with its key', () => {
    const other = { ...command, fingerprint: 'another' };

    expect(remembered(recordOf(command, answer), other)).toEqual({ kind: 'key-reused' });
  });

  it('is left to a later build when that has written it: try again', () => {
    expect(() => remembered({ ...recordOf(command, answer), schema: 2 }, command)).toThrow(StoreUnavailable);
  });
});

const Pay = {
  operationId: 'pay',
  summary: '',
  method: 'POST',
  path: '/pay',
  scope: 'none',
  dialect: 'liftline',
  idempotency: { retention: 'forever' },
  answers: {},
  problems: [],
} as const satisfies Operation;

function read(sent: string) {
  return readKey(Pay, { headers: new Map([['idempotency-key', [sent]]]) });
}

function idOf(sub: string, operationId: string, key: string): string {
  const call = fakeCall({ principal: { sub, scopes: new Set() } });
  return commandOf({ ...Pay, operationId }, { params: {}, body: {}, key }, call).id;
}
