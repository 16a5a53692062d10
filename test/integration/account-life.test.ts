import { beforeEach, describe, expect, it } from 'vitest';
import { bank, codeOf, GUEST } from '../fakes/bank.ts';

let system: Awaited<ReturnType<typeof bank>>;
let accountID: string;

beforeEach(async () => {
  system = await bank();
  accountID = system.accountID;
});

describe('a closed account', () => {
  it('can be read, and takes nothing more', async () => {
    await system.move('deposits', { amount: 5 });
    await system.move('withdrawals', { amount: 5 });
    const friend = await system.open('guest-8', { balance: 5 });

    const closed = await close();

    expect(closed.status).toBe(200);
    expect(await closed.json()).toMatchObject({ accountID, status: 'closed', balance: 0, version: 2 });
    expect(await system.read(`/accounts/${accountID}`)).toMatchObject({ status: 'closed', version: 2 });
    expect(await system.read(`/accounts/${accountID}/transactions`)).toMatchObject({ transactions: [{}, {}] });
    const commands = [
      system.move('deposits', { amount: 1 }),
      system.move('withdrawals', { amount: 1 }),
      system.send('/transfers', { from: accountID, to: friend, amount: 1 }),
      system.send('/transfers', { from: friend, to: accountID, amount: 1 }),
      system.send(`/accounts/${accountID}/holds`, { amount: 1, to: 'cash-EUR', expiresInSeconds: 1 }),
      close(),
    ];
    for (const command of commands) expect(await codeOf(command)).toEqual([409, 'account_closed']);
  });

  it('gets no refund of what it has paid', async () => {
    await system.move('deposits', { amount: 5 });
    const paid = await system.send('/transfers', { from: accountID, to: 'refunds-EUR', amount: 5 });
    await close();

    const refund = system.send(`${paid.headers.get('location')}/refunds`, {});

    expect(await codeOf(refund)).toEqual([409, 'account_closed']);
  });
});

describe('closing', () => {
  it('is refused while there is money, held or not', async () => {
    await system.move('deposits', { amount: 1 });
    expect(await codeOf(close())).toEqual([409, 'balance_not_zero']);

    await system.send(`/accounts/${accountID}/holds`, { amount: 1, to: 'cash-EUR', expiresInSeconds: 60 });
    expect(await codeOf(close())).toEqual([409, 'balance_not_zero']);
  });

  it('is refused alike for its key, after the money has gone too', async () => {
    await system.move('deposits', { amount: 1 });
    const refused = await close({ key: 'once' });
    await system.move('withdrawals', { amount: 1 });

    const again = await close({ key: 'once' });

    expect(again.status).toBe(409);
    expect(await again.text()).toBe(await refused.text());
    expect((await close()).status).toBe(200);
  });

  it('happens once for a key, and the replay says the same', async () => {
    const [first, again] = [await close({ key: 'once' }), await close({ key: 'once' })];

    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(await again.text()).toBe(await first.text());
  });

  it('is its owner’s to do, and not of the house', async () => {
    expect((await close({ as: GUEST, sub: 'guest-8' })).status).toBe(404);
    expect((await close({ as: ['accounts:read'], sub: 'guest-7' })).status).toBe(403);
    expect(await codeOf(system.send('/accounts/cash-EUR/close'))).toEqual([409, 'house_account']);
    expect((await close({ as: GUEST, sub: 'guest-7' })).status).toBe(200);
  });

  it('and a deposit at once end in one order or the other', async () => {
    const [closed, deposited] = await Promise.all([close(), system.move('deposits', { amount: 5 })]);

    const account = await system.read(`/accounts/${accountID}`);
    expect([closed, deposited].filter(({ status }) => status === 409)).toHaveLength(1);
    expect(account).toMatchObject(
      closed.status === 200 ? { status: 'closed', balance: 0 } : { status: 'open', balance: 5 },
    );
  });
});

describe('an address', () => {
  it('is written where there is none, found, and replaced by who has seen it', async () => {
    expect((await get()).status).toBe(404);

    const first = await put(address('Rüfiplatz 7'), { 'if-none-match': '*' });
    const second = await put(address('Stubenbach 1'), { 'if-match': first.headers.get('etag') ?? '' });

    expect([first.status, second.status]).toEqual([200, 200]);
    expect(await first.json()).toEqual(address('Rüfiplatz 7'));
    const read = await get();
    expect(read.headers.get('etag')).toBe(second.headers.get('etag'));
    expect(read.headers.get('etag')).not.toBe(first.headers.get('etag'));
    expect(await read.json()).toEqual(address('Stubenbach 1'));
  });

  it('is not replaced by who has not seen it', async () => {
    expect((await put(address('a'), { 'if-match': '"1"' })).status).toBe(412);
    expect((await put(address('a'), { 'if-match': '*' })).status).toBe(412);
    const first = await put(address('a'), { 'if-none-match': '*' });
    const tag = first.headers.get('etag') ?? '';

    expect(await codeOf(put(address('b'), { 'if-none-match': '*' }))).toEqual([412, 'precondition_failed']);
    expect((await put(address('b'), { 'if-match': '"7"' })).status).toBe(412);
    expect((await put(address('b'), { 'if-match': `W/${tag}` })).status).toBe(412);
    expect((await put(address('b'), { 'if-match': `"7", ${tag}` })).status).toBe(200);
    expect((await put(address('c'), { 'if-match': tag })).status).toBe(412);
    expect((await put(address('c'), { 'if-match': '*' })).status).toBe(200);
  });

  it('asks what its writer has seen', async () => {
    expect(await codeOf(put(address('a'), {}))).toEqual([428, 'precondition_required']);
  });

  it.each([
    [{ 'if-match': '1' }, '/header/If-Match'],
    [{ 'if-match': '' }, '/header/If-Match'],
    [{ 'if-match': '"1" "2"' }, '/header/If-Match'],
    [{ 'if-none-match': '"1"' }, '/header/If-None-Match'],
    [{ 'if-match': '"1"', 'if-none-match': '*' }, '/header/If-None-Match'],
  ])('is not written with %o', async (headers, pointer) => {
    expect(await (await put(address('a'), headers)).json()).toMatchObject({ status: 400, errors: [{ pointer }] });
  });

  it('of many writers at once takes the first', async () => {
    const answers = await Promise.all(['a', 'b', 'c', 'd'].map((line) => put(address(line), { 'if-none-match': '*' })));

    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 412)).toHaveLength(3);
  });

  it.each([
    ['/lines', { lines: [] }],
    ['/lines', { lines: ['1', '2', '3', '4'] }],
    ['/lines/0', { lines: ['é'.repeat(51)] }],
    ['/city', { city: '' }],
    ['/postalCode', { postalCode: 'ü'.repeat(9) }],
    ['/country', { country: 'at' }],
    ['/recipient', { recipient: 'two\nlines' }],
    ['/phone', { phone: '1' }],
  ])('has its bounds: %s of %o is refused', async (pointer, wrong) => {
    const refused = await put({ ...address('a'), ...wrong }, { 'if-none-match': '*' });

    expect(await refused.json()).toMatchObject({ status: 400, errors: [{ pointer }] });
  });

  it('is nobody else’s, and the house has none', async () => {
    await put(address('a'), { 'if-none-match': '*' });
    const path = `/accounts/${accountID}/address`;
    const headers = { 'if-match': '*' };

    const read = await system.request('GET', path, { as: GUEST, sub: 'guest-8' });
    const written = await system.request('PUT', path, { body: address('b'), headers, as: GUEST, sub: 'guest-8' });

    expect([read.status, written.status]).toEqual([404, 404]);
    expect(await codeOf(system.request('GET', '/accounts/cash-EUR/address'))).toEqual([409, 'house_account']);
    expect(await codeOf(system.request('PUT', '/accounts/cash-EUR/address', { body: address('b'), headers }))).toEqual([
      409,
      'house_account',
    ]);
  });
});

function close(as: Parameters<typeof system.send>[2] = {}): Promise<Response> {
  return system.send(`/accounts/${accountID}/close`, undefined, as);
}

function address(line: string) {
  return { recipient: 'Maria Moosbrugger', lines: [line], postalCode: '6764', city: 'Lech', country: 'AT' };
}

function get(): Promise<Response> {
  return system.request('GET', `/accounts/${accountID}/address`, { as: GUEST, sub: 'guest-7' });
}

function put(body: object, headers: Record<string, string>): Promise<Response> {
  return system.request('PUT', `/accounts/${accountID}/address`, { body, headers, as: GUEST, sub: 'guest-7' });
}
