import { beforeEach, describe, expect, it } from 'vitest';
import { memoryBank } from '../fakes/memory-bank.ts';

let bank: ReturnType<typeof memoryBank>;
let guest: string;
let friend: string;
let merchant: string;

beforeEach(async () => {
  bank = memoryBank();
  guest = await bank.open({ balance: 100 });
  friend = await bank.open({ balance: 100 });
  merchant = await bank.open({ kind: 'house' });
});

describe('many at once', () => {
  it('in opposite directions all get through', async () => {
    const pair = [
      { from: guest, to: friend, amount: 3 },
      { from: friend, to: guest, amount: 2 },
    ];

    const answers = await Promise.all(Array.from({ length: 10 }, () => pair.map(bank.transfer)).flat());

    expect(answers.every(({ status }) => status === 201)).toBe(true);
    expect(await bank.account(guest)).toMatchObject({ balance: 90, version: 21 });
    expect(await bank.account(friend)).toMatchObject({ balance: 110, version: 21 });
  });

  it('in a ring all get through, with nothing but what they pass on', async () => {
    const ring = [guest, friend, await bank.open({ balance: 100 }), await bank.open({ balance: 100 })];

    const answers = await Promise.all(
      ring.map((from, n) => bank.transfer({ from, to: ring[(n + 1) % ring.length] ?? '', amount: 100 })),
    );

    expect(answers.every(({ status }) => status === 201)).toBe(true);
    for (const accountID of ring) expect(await bank.account(accountID)).toMatchObject({ balance: 100 });
  });

  it('of one account spend what there is once, whatever they do', async () => {
    const hold = { params: { accountID: guest }, body: { amount: 10, to: merchant, expiresInSeconds: 60 } };
    const asked = Array.from({ length: 6 }, () => [
      bank.send('createTransfer', { body: { from: guest, to: merchant, amount: 10 } }),
      bank.send('createHold', hold),
      bank.send('createWithdrawal', { params: { accountID: guest }, body: { amount: 10 } }),
    ]);

    const answers = await Promise.all(asked.flat());

    expect(answers.filter(({ status }) => status === 201)).toHaveLength(10);
    expect(await bank.account(guest)).toMatchObject({ available: 0 });
    expect(await bank.sumOf([guest, friend, merchant, 'cash-EUR'])).toBe(0);
  });

  it('refunds of one transfer give back what was moved', async () => {
    const paid = await bank.transfer({ from: guest, to: merchant, amount: 40 });
    const params = { transferID: String(paid.told['transferID']) };

    const answers = await Promise.all(
      Array.from({ length: 9 }, () => bank.send('createRefund', { params, body: { amount: 10 } })),
    );

    expect(answers.filter(({ status }) => status === 201)).toHaveLength(4);
    expect(await bank.account(guest)).toMatchObject({ balance: 100 });
  });
});
