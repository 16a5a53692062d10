import { beforeEach, describe, expect, it } from 'vitest';
import { type Items, UnknownOutcome } from '#platform/items.ts';
import { ledgerItems, type Mishap, mishapsBefore } from '../fakes/accounts.ts';
import { memoryBank } from '../fakes/memory-bank.ts';

type Bank = ReturnType<typeof memoryBank>;

let items: Items;
let bank: Bank;
let guest: string;
let friend: string;
let merchant: string;

beforeEach(async () => {
  items = ledgerItems();
  bank = memoryBank(items);
  guest = await bank.open({ balance: 100 });
  friend = await bank.open({ balance: 100 });
  merchant = await bank.open({ kind: 'house' });
});

const MISHAPS: readonly Mishap[] = [
  'applied, and its answer lost',
  'lost before it was applied',
  'refused for want of capacity',
  'in conflict with another',
];

describe.each(MISHAPS)('a write that is %s', (mishap) => {
  it.each([
    ['createTransfer', async () => ({ body: { from: guest, to: friend, amount: 40 } }), { balance: 60, held: 0 }],
    ['createTransfer', async () => ({ body: { from: guest, to: merchant, amount: 40 } }), { balance: 60, held: 0 }],
    ['createHold', async () => wantedHold(40), { balance: 100, held: 40 }],
    ['captureHold', async () => ({ params: await heldHere(40), body: { amount: 30 } }), { balance: 70, held: 0 }],
    ['releaseHold', async () => ({ params: await heldHere(40) }), { balance: 100, held: 0 }],
    ['createRefund', async () => ({ params: await paidHere(40), body: { amount: 30 } }), { balance: 90, held: 0 }],
  ])('of %s has its effect once', async (operationId, prepared, after) => {
    const input = { ...(await prepared()), key: 'once' };

    const first = await unlucky(mishap).ask(operationId, input);
    const again = await bank.ask(operationId, input);

    expect(first.status).toBeLessThan(300);
    expect(again).toMatchObject({ text: first.text, isReplay: true });
    expect(await bank.account(guest)).toMatchObject(after);
    expect(await bank.sumOf([guest, friend, merchant, 'cash-EUR'])).toBe(0);
  });

  it('of closeAccount has its effect once', async () => {
    const input = { params: { accountID: await bank.open({}) }, key: 'once' };

    const first = await unlucky(mishap).ask('closeAccount', input);
    const again = await bank.ask('closeAccount', input);

    expect(first).toMatchObject({ status: 200, told: { status: 'closed' } });
    expect(again.text).toBe(first.text);
  });

  it('of putAddress has its effect once, and its writer knows it for its own', async () => {
    const input = { params: { accountID: guest }, body: ADDRESS, precondition: { kind: 'absent' } };

    const written = await unlucky(mishap).ask('putAddress', input);

    expect(written).toMatchObject({ status: 200, told: ADDRESS });
    await expect(bank.ask('putAddress', input)).rejects.toThrow('precondition_failed');
  });
});

describe('a command that somebody else is faster than', () => {
  it('captures nothing of a hold that was released meanwhile', async () => {
    const params = await heldHere(40);
    const after = () => bank.send('releaseHold', { params });

    const late = await unlucky({ after }).send('captureHold', { params, body: {} });

    expect(late.told).toMatchObject({ code: 'hold_not_open' });
    expect(await bank.account(guest)).toMatchObject({ balance: 100, held: 0 });
  });

  it('captures nothing of a hold that somebody’s faster clock saw expire', async () => {
    const params = await heldHere(40);
    const ahead = memoryBank(items);
    ahead.clock.advance(60_000);
    await ahead.send('createTransfer', { body: { from: guest, to: merchant, amount: 100 } });

    const late = await bank.send('captureHold', { params, body: {} });

    expect(late).toMatchObject({ status: 409, told: { code: 'hold_not_open' } });
    expect(await bank.account(guest)).toMatchObject({ balance: 0, held: 0 });
  });

  it('gives back no more than was moved', async () => {
    const params = await paidHere(40);
    const after = () => bank.send('createRefund', { params, body: { amount: 30 } });

    const late = await unlucky({ after }).send('createRefund', { params, body: { amount: 30 } });
    const rest = await bank.send('createRefund', { params, body: {} });

    expect(late.told).toMatchObject({ code: 'refund_exceeds_transfer' });
    expect(rest.told).toMatchObject({ amount: 10 });
    expect(await bank.account(guest)).toMatchObject({ balance: 100 });
  });

  it('holds nothing of what was spent meanwhile', async () => {
    const after = () => bank.send('createTransfer', { body: { from: guest, to: merchant, amount: 70 } });

    const late = await unlucky({ after }).send('createHold', wantedHold(40));

    expect(late.told).toMatchObject({ code: 'insufficient_funds' });
    expect(await bank.account(guest)).toMatchObject({ balance: 30, held: 0 });
  });

  it('does not close an account that got money meanwhile', async () => {
    const params = { accountID: await bank.open({}) };
    const after = () => bank.send('createDeposit', { params, body: { amount: 5 } });

    const late = await unlucky({ after }).send('closeAccount', { params });

    expect(late.told).toMatchObject({ code: 'balance_not_zero' });
    expect(await bank.account(params.accountID)).toMatchObject({ status: 'open', balance: 5 });
  });

  it('gives back a transfer that was made before there were refunds, and no more of it', async () => {
    const params = await paidHere(40);
    const Key = { pk: `T#${params.transferID}`, sk: 'T' };
    const forget = { UpdateExpression: 'REMOVE #refunded', ExpressionAttributeNames: { '#refunded': 'refunded' } };
    await items.write([{ Update: { TableName: 'ledger', Key, ...forget } }]);

    const some = await bank.send('createRefund', { params, body: { amount: 30 } });
    const more = await bank.send('createRefund', { params, body: { amount: 30 } });

    expect(some.told).toMatchObject({ amount: 30 });
    expect(more.told).toMatchObject({ code: 'refund_exceeds_transfer' });
    expect(await bank.account(guest)).toMatchObject({ balance: 90 });
  });

  it('does not say of an address that was written and then replaced that it never was', async () => {
    const [first, second] = [ADDRESS, { ...ADDRESS, city: 'Zürs' }];
    const params = { accountID: guest };
    const after = () =>
      bank.ask('putAddress', { params, body: second, precondition: { kind: 'present', tags: ['1'] } });
    const late = memoryBank(mishapsBefore(items, 'applied, and its answer lost', { after }));

    const written = late.ask('putAddress', { params, body: first, precondition: { kind: 'absent' } });

    await expect(written).rejects.toThrow(UnknownOutcome);
    expect((await bank.ask('getAddress', { params })).told).toEqual(second);
  });

  it('does not apply after its refusal was spoken', async () => {
    const params = await heldHere(40);
    let late: (() => Promise<unknown>) | undefined;
    const slow: Items = {
      ...items,
      async write(actions) {
        if (late) return items.write(actions);
        late = () => items.write(actions);
        throw new UnknownOutcome('still on its way');
      },
    };
    const after = () => bank.send('releaseHold', { params });

    const refused = await memoryBank(mishapsBefore(slow, { after })).send('captureHold', { params, body: {} });
    await late?.();

    expect(refused.told).toMatchObject({ code: 'hold_not_open' });
    expect(await bank.account(guest)).toMatchObject({ balance: 100, held: 0 });
  });
});

const ADDRESS = { recipient: 'Maria Moosbrugger', lines: ['Rüfiplatz 7'], city: 'Lech', country: 'AT' };

/** Another process on the same items, whose first write meets this. */
function unlucky(mishap: Mishap): Bank {
  return memoryBank(mishapsBefore(items, mishap));
}

function wantedHold(amount: number) {
  return { params: { accountID: guest }, body: { amount, to: merchant, expiresInSeconds: 60 } };
}

async function heldHere(amount: number) {
  const { told } = await bank.send('createHold', wantedHold(amount));
  return { accountID: guest, holdID: String(told['holdID']) };
}

async function paidHere(amount: number) {
  const { told } = await bank.transfer({ from: guest, to: merchant, amount });
  return { transferID: String(told['transferID']) };
}
