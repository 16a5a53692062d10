import { beforeEach, describe, expect, it } from 'vitest';
import { codeOf } from '../fakes/bank.ts';
import { meteredBank } from '../fakes/metered-bank.ts';

let bank: Awaited<ReturnType<typeof meteredBank>>;
let guest: string;
let merchant: string;

beforeEach(async () => {
  bank = await meteredBank();
  guest = await bank.open('guest-7', 100);
  merchant = await bank.open('house');
});

describe('a capture', () => {
  it('takes the whole of it', async () => {
    const id = await idOf(hold({ amount: 40, reference: 'skis' }));

    const captured = await capture(id, {});

    const told = (await captured.json()) as { transferID: string };
    expect(captured.status).toBe(201);
    expect(told).toMatchObject({
      kind: 'capture',
      from: guest,
      to: merchant,
      amount: 40,
      reference: 'skis',
      holdID: id,
      balance: 60,
      available: 60,
      version: 2,
    });
    expect(await bank.read(`/transfers/${told.transferID}`)).toMatchObject({ kind: 'capture', holdID: id });
    expect(await bank.read(`/accounts/${guest}/holds/${id}`)).toMatchObject({ state: 'captured', captured: 40 });
    expect(await bank.read(`/accounts/${merchant}`)).toMatchObject({ balance: 40 });
  });

  it('takes a part, and gives up the rest', async () => {
    const id = await idOf(hold({ amount: 40 }));

    const captured = await capture(id, { amount: 1 });

    expect(await captured.json()).toMatchObject({ amount: 1, balance: 99, available: 99 });
    expect(await bank.read(`/accounts/${guest}/holds/${id}`)).toMatchObject({ state: 'captured', captured: 1 });
  });

  it('takes no more than was held, though there is more', async () => {
    const id = await idOf(hold({ amount: 40 }));

    expect(await codeOf(capture(id, { amount: 41 }))).toEqual([409, 'insufficient_funds']);
    expect((await capture(id, { amount: 40 })).status).toBe(201);
  });

  it('happens once, and not after a release, nor a release after it', async () => {
    const [captured, released] = [await idOf(hold({})), await idOf(hold({}))];
    await capture(captured, {});
    await bank.send(`/accounts/${guest}/holds/${released}/release`);

    for (const id of [captured, released]) {
      expect(await codeOf(capture(id, {}))).toEqual([409, 'hold_not_open']);
      expect(await codeOf(bank.send(`/accounts/${guest}/holds/${id}/release`))).toEqual([409, 'hold_not_open']);
    }
  });

  it('is the one that is answered, of many at once and of releases beside them', async () => {
    const id = await idOf(hold({ amount: 40 }));
    const releases = [1, 2, 3].map(() => bank.send(`/accounts/${guest}/holds/${id}/release`));

    const answers = await Promise.all([...[1, 2, 3].map(() => capture(id, {})), ...releases]);

    const taken = answers.filter(({ status }) => status === 201).length * 40;
    expect(answers.filter(({ status }) => status < 300)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(5);
    expect(await bank.read(`/accounts/${guest}`)).toMatchObject({ balance: 100 - taken, held: 0 });
  });
});

describe('a release', () => {
  it('gives up the whole at once, and a replay says the same', async () => {
    const id = await idOf(hold({ amount: 40 }));
    const release = () => bank.send(`/accounts/${guest}/holds/${id}/release`, undefined, { key: 'once' });

    const [first, again] = [await release(), await release()];

    expect([first.status, again.status]).toEqual([200, 200]);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    const told = await first.text();
    expect(await again.text()).toBe(told);
    expect(JSON.parse(told)).toMatchObject({ holdID: id, state: 'released', captured: 0 });
    expect(await bank.read(`/accounts/${guest}`)).toMatchObject({ balance: 100, available: 100, held: 0, version: 1 });
  });
});

function body(wanted: object) {
  return { amount: 1, to: merchant, expiresInSeconds: 60, ...wanted };
}

function hold(wanted: object): Promise<Response> {
  return bank.send(`/accounts/${guest}/holds`, body(wanted));
}

function capture(holdID: string, wanted: object): Promise<Response> {
  return bank.send(`/accounts/${guest}/holds/${holdID}/capture`, wanted);
}

async function idOf(placing: Promise<Response>): Promise<string> {
  return ((await (await placing).json()) as { holdID: string }).holdID;
}
