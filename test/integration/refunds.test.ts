import { beforeEach, describe, expect, it } from 'vitest';
import { scopes } from '#platform/call.ts';
import { bank, codeOf, GUEST } from '../fakes/bank.ts';

let system: Awaited<ReturnType<typeof bank>>;
let guest: string;
let friend: string;
let merchant: string;

beforeEach(async () => {
  system = await bank();
  guest = await system.open('guest-7', { balance: 100 });
  friend = await system.open('guest-8');
  merchant = await system.open('house', { resortID: 3 });
});

describe('a refund', () => {
  it('gives back the whole of a payment, from the account that it went to', async () => {
    const paid = await moved({ to: merchant, amount: 30 });

    const refunded = await refund(paid, { reference: 'cold soup' });

    const told = (await refunded.json()) as { transferID: string };
    expect(refunded.status).toBe(201);
    expect(told).toEqual({
      transferID: expect.any(String),
      kind: 'refund',
      from: merchant,
      to: guest,
      amount: 30,
      currency: 'EUR',
      reference: 'cold soup',
      createdAt: expect.any(String),
      refundOf: paid,
    });
    expect(await system.read(`/transfers/${told.transferID}`)).toEqual(told);
    expect(await system.read(`/transfers/${paid}`)).toMatchObject({ kind: 'payment', amount: 30, refunded: 30 });
    expect(await system.read(`/accounts/${guest}`)).toMatchObject({ balance: 100, version: 3 });
    expect(await system.read(`/accounts/${merchant}`)).toMatchObject({ balance: 0, version: 2 });
  });

  it('gives back a transfer from guest to guest, and tells the balance of who gives', async () => {
    const sent = await moved({ to: friend, amount: 30 });

    const refunded = await refund(sent, { amount: 10 });

    expect(await refunded.json()).toMatchObject({ from: friend, to: guest, amount: 10, balance: 20, available: 20 });
    expect(await system.read(`/accounts/${guest}`)).toMatchObject({ balance: 80 });
  });

  it('gives back a capture', async () => {
    const hold = { amount: 40, to: merchant, expiresInSeconds: 60 };
    const placed = await system.send(`/accounts/${guest}/holds`, hold);
    const captured = await system.send(`${placed.headers.get('location')}/capture`, { amount: 25 });
    const { transferID } = (await captured.json()) as { transferID: string };

    expect(await codeOf(refund(transferID, { amount: 26 }))).toEqual([409, 'refund_exceeds_transfer']);
    expect(await (await refund(transferID, {})).json()).toMatchObject({ amount: 25, refundOf: transferID });
    expect(await system.read(`/accounts/${guest}`)).toMatchObject({ balance: 100 });
  });

  it('is given in parts, to the last cent and no further', async () => {
    const paid = await moved({ to: merchant, amount: 30 });

    expect((await refund(paid, { amount: 10 })).status).toBe(201);
    expect(await codeOf(refund(paid, { amount: 21 }))).toEqual([409, 'refund_exceeds_transfer']);
    expect(await (await refund(paid, {})).json()).toMatchObject({ amount: 20 });
    expect(await codeOf(refund(paid, { amount: 1 }))).toEqual([409, 'refund_exceeds_transfer']);
    expect(await codeOf(refund(paid, {}))).toEqual([409, 'refund_exceeds_transfer']);
  });

  it('is not more than was moved when many tills give at once', async () => {
    const paid = await moved({ to: merchant, amount: 30 });

    const answers = await Promise.all(Array.from({ length: 8 }, () => refund(paid, { amount: 10 })));

    expect(answers.filter(({ status }) => status === 201)).toHaveLength(3);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(5);
    expect(await system.read(`/accounts/${guest}`)).toMatchObject({ balance: 100 });
    expect(await system.read(`/accounts/${merchant}`)).toMatchObject({ balance: 0 });
  });

  it('is not given of deposits, withdrawals and refunds', async () => {
    const paid = await moved({ to: merchant, amount: 30 });
    const others = await Promise.all([
      system.send(`/accounts/${guest}/deposits`, { amount: 5 }),
      system.send(`/accounts/${guest}/withdrawals`, { amount: 5 }),
      refund(paid, {}),
    ]);

    for (const other of others) {
      const { transferID } = (await other.json()) as { transferID: string };
      expect(await codeOf(refund(transferID, { amount: 1 }))).toEqual([409, 'refund_exceeds_transfer']);
    }
  });

  it('does not take from a guest what is spent or held', async () => {
    const sent = await moved({ to: friend, amount: 30 });
    await system.send(`/accounts/${friend}/holds`, { amount: 30, to: merchant, expiresInSeconds: 60 });

    expect(await codeOf(refund(sent, { amount: 1 }))).toEqual([409, 'insufficient_funds']);
  });

  it('is for whoever may use the account that the money went to', async () => {
    const paid = await moved({ to: merchant, amount: 30 });
    const till = scopes.filter((scope) => scope !== 'accounts:all');
    const path = `/transfers/${paid}/refunds`;

    const byPayer = await system.send(path, {}, { as: GUEST, sub: 'guest-7' });
    const byStranger = await system.send(path, {}, { as: till, sub: 'till-of-another-resort' });
    const ofNothing = await system.send(`/transfers/${'a'.repeat(26)}/refunds`, {}, { as: till, sub: 'till' });

    expect([byPayer.status, byStranger.status, ofNothing.status]).toEqual([403, 404, 404]);
  });

  it('is given once for a key', async () => {
    const paid = await moved({ to: merchant, amount: 30 });
    const giveTwice = () => system.send(`/transfers/${paid}/refunds`, { amount: 10 }, { key: 'once' });

    const [first, again] = [await giveTwice(), await giveTwice()];

    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(await again.text()).toBe(await first.text());
    expect(await system.read(`/transfers/${paid}`)).toMatchObject({ refunded: 10 });
  });
});

async function moved(body: { to: string; amount: number }): Promise<string> {
  const answer = await system.send('/transfers', { from: guest, ...body });
  return ((await answer.json()) as { transferID: string }).transferID;
}

function refund(transferID: string, body: { amount?: number; reference?: string }): Promise<Response> {
  return system.send(`/transfers/${transferID}/refunds`, body);
}
