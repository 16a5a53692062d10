import fc from 'fast-check';
import { expect } from 'vitest';
import * as model from './bank-model.ts';
import { memoryBank } from './memory-bank.ts';

/** Steps that are taken in a bank and in the model of it alike. */

export type Real = Awaited<ReturnType<typeof openBank>>;
type Step = (bank: model.BankModel, real: Real) => Promise<void>;

export const GUESTS = [0, 1, 2] as const;
export const HOUSES = [0, 1] as const;

interface Shown {
  readonly run: Step;
  /** What fast-check prints of a step that fails. */
  toString(): string;
}

/** Something that a client may do next, and time. */
export function step(): fc.Arbitrary<Shown> {
  const guest = fc.constantFrom(...GUESTS);
  const house = fc.constantFrom(...HOUSES);
  const amount = fc.integer({ min: 1, max: 60 });
  const part = fc.option(fc.integer({ min: 1, max: 40 }), { nil: undefined });
  /** The last one, or one before: most of what is interesting happens to what is new. */
  const which = fc.nat({ max: 5 });

  return fc.oneof(
    { weight: 3, arbitrary: named('deposit', { guest, amount }, deposit) },
    { weight: 1, arbitrary: named('withdraw', { guest, amount }, withdraw) },
    { weight: 2, arbitrary: named('pay', { guest, house, amount }, pay) },
    { weight: 2, arbitrary: named('transfer', { guest, to: guest, amount }, transfer) },
    { weight: 4, arbitrary: named('hold', { guest, house, amount, seconds: fc.integer({ min: 1, max: 4 }) }, hold) },
    { weight: 1, arbitrary: named('hold many', { guest, many: fc.integer({ min: 17, max: 21 }) }, holdMany) },
    { weight: 3, arbitrary: named('capture', { which, part }, capture) },
    { weight: 2, arbitrary: named('release', { which }, release) },
    { weight: 3, arbitrary: named('refund', { which, part }, refund) },
    { weight: 1, arbitrary: named('empty and close', { guest }, emptyAndClose) },
    { weight: 1, arbitrary: named('close', { guest }, close) },
    { weight: 1, arbitrary: named('wait', { ms: fc.integer({ min: 1, max: 3_000 }) }, wait) },
    { weight: 3, arbitrary: named('wait for', { which, off: fc.constantFrom(-1, 0, 1) }, waitForExpiry) },
    { weight: 2, arbitrary: named('again', { which }, again) },
  );
}

function named<Args>(
  name: string,
  parts: { [Key in keyof Args]: fc.Arbitrary<Args[Key]> },
  run: (args: Args, bank: model.BankModel, real: Real) => Promise<void>,
): fc.Arbitrary<Shown> {
  return fc.record(parts).map((args) => ({
    run: (bank, real) => run(args, bank, real),
    toString: () => `${name} ${JSON.stringify(args)}`,
  }));
}

type Of<Keys extends string> = { readonly [Key in Keys]: number };
type Part = { readonly part: number | undefined };

export async function deposit({ guest, amount }: Of<'guest' | 'amount'>, bank: model.BankModel, real: Real) {
  const verdict = model.move(bank, 'cash', { from: ['house', 0], to: ['guest', guest], amount });
  await real.command('createDeposit', { params: { accountID: real.guests[guest] }, body: { amount } }, verdict);
}

async function withdraw({ guest, amount }: Of<'guest' | 'amount'>, bank: model.BankModel, real: Real) {
  const verdict = model.move(bank, 'cash', { from: ['guest', guest], to: ['house', 0], amount });
  await real.command('createWithdrawal', { params: { accountID: real.guests[guest] }, body: { amount } }, verdict);
}

async function pay({ guest, house, amount }: Of<'guest' | 'house' | 'amount'>, bank: model.BankModel, real: Real) {
  const verdict = model.move(bank, 'payment', { from: ['guest', guest], to: ['house', house], amount });
  const body = { from: real.guests[guest], to: real.houses[house], amount };
  await real.command('createTransfer', { body }, verdict);
}

async function transfer({ guest, to, amount }: Of<'guest' | 'to' | 'amount'>, bank: model.BankModel, real: Real) {
  // The contract has no transfer from an account to itself.
  const other = to === guest ? (to + 1) % GUESTS.length : to;
  const verdict = model.move(bank, 'transfer', { from: ['guest', guest], to: ['guest', other], amount });
  const body = { from: real.guests[guest], to: real.guests[other], amount };
  await real.command('createTransfer', { body }, verdict);
}

async function hold(wanted: Of<'guest' | 'house' | 'amount' | 'seconds'>, bank: model.BankModel, real: Real) {
  const verdict = model.hold(bank, wanted);
  const { guest, house, amount, seconds } = wanted;
  const body = { amount, to: real.houses[house], expiresInSeconds: seconds };
  await real.command('createHold', { params: { accountID: real.guests[guest] }, body }, verdict);
}

async function holdMany({ guest, many }: Of<'guest' | 'many'>, bank: model.BankModel, real: Real) {
  for (let n = 0; n < many; n += 1) await hold({ guest, house: 1, amount: 1, seconds: 3 }, bank, real);
}

async function capture({ which, part }: Of<'which'> & Part, bank: model.BankModel, real: Real) {
  const held = pick(bank.holds, which);
  if (!held) return;
  const verdict = model.capture(bank, held, part);
  const params = { accountID: real.guests[held.guest], holdID: real.holdIDs[bank.holds.indexOf(held)] };
  await real.command('captureHold', { params, body: { amount: part } }, verdict);
}

async function release({ which }: Of<'which'>, bank: model.BankModel, real: Real) {
  const held = pick(bank.holds, which);
  if (!held) return;
  const verdict = model.release(bank, held);
  const params = { accountID: real.guests[held.guest], holdID: real.holdIDs[bank.holds.indexOf(held)] };
  await real.command('releaseHold', { params }, verdict);
}

async function refund({ which, part }: Of<'which'> & Part, bank: model.BankModel, real: Real) {
  const of = pick(
    bank.transfers.filter(({ kind }) => kind !== 'cash'),
    which,
  );
  if (!of) return;
  const params = { transferID: real.transferIDs[bank.transfers.indexOf(of)] };
  const verdict = model.refund(bank, of, part);
  await real.command('createRefund', { params, body: { amount: part } }, verdict);
}

async function emptyAndClose({ guest }: Of<'guest'>, bank: model.BankModel, real: Real) {
  const left = (bank.guests[guest]?.balance ?? 0) - model.heldOf(bank, guest);
  if (left > 0) await withdraw({ guest, amount: left }, bank, real);
  await close({ guest }, bank, real);
}

async function close({ guest }: Of<'guest'>, bank: model.BankModel, real: Real) {
  const verdict = model.close(bank, guest);
  await real.command('closeAccount', { params: { accountID: real.guests[guest] } }, verdict);
}

async function wait({ ms }: Of<'ms'>, bank: model.BankModel, real: Real) {
  bank.now += ms;
  real.clock.advance(ms);
}

/** Until a millisecond before a hold expires, until then, or a millisecond longer; time does not go back. */
async function waitForExpiry({ which, off }: Of<'which' | 'off'>, bank: model.BankModel, real: Real) {
  const ms = (pick(bank.holds, which)?.expiresAt ?? 0) + off - bank.now;
  if (ms > 0) await wait({ ms }, bank, real);
}

/** Whatever has happened since, the first answer comes again, to the byte, and nothing happens. */
async function again({ which }: Of<'which'>, _: model.BankModel, real: Real) {
  await pick(real.sent, which)?.();
}

function pick<T>(some: readonly T[], which: number): T | undefined {
  return some.at(-1 - which);
}

/** `cash-EUR` is the first house account. */
export async function openBank() {
  const { clock, ask, open } = memoryBank();
  const [transferIDs, holdIDs, sent]: [string[], string[], (() => Promise<void>)[]] = [[], [], []];
  const guests = await Promise.all(GUESTS.map((n) => open({ ownerID: `guest-${n}` })));
  const houses = ['cash-EUR', await open({ kind: 'house' })];
  return { clock, guests, houses, transferIDs, holdIDs, sent, command, read };

  async function command(operationId: string, input: object, verdict: model.Verdict): Promise<void> {
    const keyed = { ...input, key: `key-${sent.length}` };
    const first = await ask(operationId, keyed);
    expect(first.told['code'] ?? 'done').toBe(verdict);
    const { transferID, holdID, state } = first.told as { transferID?: string; holdID?: string; state?: string };
    if (transferID !== undefined) transferIDs.push(transferID);
    else if (holdID !== undefined && state === 'open') holdIDs.push(holdID);
    sent.push(async () => expect(await ask(operationId, keyed)).toEqual({ ...first, isReplay: true }));
  }

  async function read(operationId: string, input: object): Promise<Record<string, unknown>> {
    return (await ask(operationId, { query: {}, ...input })).told;
  }
}
