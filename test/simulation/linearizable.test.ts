import { describe, expect, it } from 'vitest';
import { ACCOUNT, type Seen, type Sight } from './invariants/account-model.ts';
import { ADDRESS, type AddressSeen } from './invariants/address-model.ts';
import { contradictionIn, type Operation } from './linearizable.ts';

describe('a history', () => {
  it('of operations one after another is explained by their order', () => {
    expect(
      contradictionIn([paid([0, 1], 50, [50, 1]), read([2, 3], [50, 1]), paid([4, 5], -20, [30, 2])], ACCOUNT),
    ).toBeUndefined();
  });

  it('of operations at once is explained by any order that fits', () => {
    expect(contradictionIn([paid([0, 9], 50, [70, 2]), paid([0, 9], 20, [20, 1])], ACCOUNT)).toBeUndefined();
    expect(contradictionIn([paid([0, 9], 50, [70, 2]), paid([0, 9], 20, [20, 2])], ACCOUNT)).toBeDefined();
  });

  it('is not explained where a read misses what was answered before it', () => {
    const history = [paid([0, 1], 50, [50, 1]), read([2, 3], [0, 0])];

    expect(contradictionIn(history, ACCOUNT)).toEqual({
      explained: [history[0]?.call],
      stuckAt: [history[1]?.call],
    });
  });

  it('may show a reader what has not been answered yet, and to the next one it must', () => {
    expect(
      contradictionIn([paid([0, 9], 50, [50, 1]), read([1, 2], [50, 1]), read([3, 4], [50, 1])], ACCOUNT),
    ).toBeUndefined();
    expect(
      contradictionIn([paid([0, 9], 50, [50, 1]), read([1, 2], [50, 1]), read([3, 4], [0, 0])], ACCOUNT),
    ).toBeDefined();
  });

  it('is explained whether an operation without an answer happened or not', () => {
    expect(contradictionIn([unanswered(0, 50), read([1, 2], [0, 0])], ACCOUNT)).toBeUndefined();
    expect(contradictionIn([unanswered(0, 50), read([1, 2], [0, 0]), read([3, 4], [50, 1])], ACCOUNT)).toBeUndefined();
  });

  it('is not explained where an operation without an answer happens twice', () => {
    expect(contradictionIn([unanswered(0, 50), read([1, 2], [100, 2])], ACCOUNT)).toBeDefined();
  });

  it('is not explained where somebody is refused for money that was there all the time', () => {
    expect(contradictionIn([paid([0, 1], 50, [50, 1]), refused([2, 3], -50)], ACCOUNT)).toBeDefined();
    expect(contradictionIn([paid([0, 1], 50, [50, 1]), refused([0, 3], -50)], ACCOUNT)).toBeUndefined();
    expect(contradictionIn([paid([0, 1], 50, [50, 1]), refused([2, 3], -51)], ACCOUNT)).toBeUndefined();
  });

  it('is not explained where two clients take the last money', () => {
    const history = [paid([0, 1], 50, [50, 1]), paid([2, 9], -50, [0, 2]), paid([2, 9], -50, [0, 2])];

    expect(contradictionIn(history, ACCOUNT)).toBeDefined();
  });

  it('is searched to its end also where all of it happens at once', () => {
    const history = Array.from({ length: 14 }, (_, n) => unanswered(0, n + 1));

    expect(contradictionIn([...history, read([1, 2], [1 + 2 + 3, 3])], ACCOUNT)).toBeUndefined();
  });
});

describe('the history of an account', () => {
  const hold = { holdID: 'h', amount: 40, expiresAt: 1_000 };
  const held = [paid([0, 1], 50, [50, 1]), at(0, [2, 3], { did: 'hold', hold })];

  it('lets nobody spend what is held, until its time', () => {
    const late = { did: 'be refused', code: 'insufficient_funds', asked: 20 } as const;

    expect(contradictionIn([...held, at(999, [4, 5], late)], ACCOUNT)).toBeUndefined();
    expect(contradictionIn([...held, at(1_000, [4, 5], late)], ACCOUNT)).toBeDefined();
  });

  it('has a hold captured by whoever was in time by a clock of theirs', () => {
    const capture = { did: 'capture', holdID: 'h', change: -40, told: { balance: 10, version: 2 } } as const;

    expect(contradictionIn([...held, at(999, [4, 5], capture)], ACCOUNT)).toBeUndefined();
    expect(contradictionIn([...held, at(1_000, [4, 5], capture)], ACCOUNT)).toBeDefined();
    expect(contradictionIn([...held, at(999, [4, 5], capture), at(999, [6, 7], capture)], ACCOUNT)).toBeDefined();
  });

  it('forgets for everybody what a faster clock saw expire and wrote so', () => {
    const spent = at(1_000, [4, 5], move(-20, [30, 2]));
    const capture = { did: 'capture', holdID: 'h', change: -30, told: { balance: 0, version: 3 } } as const;
    const refused = { did: 'be refused', code: 'hold_not_open', asked: 30, holdID: 'h' } as const;

    expect(contradictionIn([...held, spent, at(500, [6, 7], capture)], ACCOUNT)).toBeDefined();
    expect(contradictionIn([...held, spent, at(500, [6, 7], refused)], ACCOUNT)).toBeUndefined();
  });

  it('has nothing behind its closing', () => {
    const closed = at(0, [0, 1], { did: 'close' });

    expect(contradictionIn([closed, paid([2, 3], 5, [5, 1])], ACCOUNT)).toBeDefined();
    expect(contradictionIn([paid([0, 1], 5, [5, 1]), at(0, [2, 3], { did: 'close' })], ACCOUNT)).toBeDefined();
  });
});

describe('the history of an address', () => {
  const written = (city: string, expected: string, told: string) => ({ did: 'write', city, expected, told }) as const;

  it('has no write in the place of one that was not seen', () => {
    const [first, second] = [written('Lech', '', '"1"'), written('Zürs', '', '"2"')];

    expect(
      contradictionIn([seen([0, 1], first), seen([2, 3], written('Zürs', '"1"', '"2"'))], ADDRESS),
    ).toBeUndefined();
    expect(contradictionIn([seen([0, 1], first), seen([2, 3], second)], ADDRESS)).toBeDefined();
  });

  it('refuses nobody who has seen the last one', () => {
    const refused = { did: 'be refused', city: 'Zürs', expected: '"1"' } as const;

    expect(contradictionIn([seen([0, 1], written('Lech', '', '"1"')), seen([2, 3], refused)], ADDRESS)).toBeDefined();
  });

  function seen([calledAt, answeredAt]: Pair, call: AddressSeen): Operation<AddressSeen> {
    return { calledAt, answeredAt, call };
  }
});

type Pair = readonly [number, number];

/** In these histories nothing expires. */
const clock = { from: 0, to: 0 };

/** Called and answered at these moments; told this balance and version. */
function paid([calledAt, answeredAt]: Pair, change: number, [balance, version]: Pair): Operation<Seen> {
  return { calledAt, answeredAt, call: { clock, did: 'move', change, told: { balance, version } } };
}

function move(change: number, [balance, version]: Pair): Sight {
  return { did: 'move', change, told: { balance, version } };
}

/** By a clock that shows this. */
function at(moment: number, [calledAt, answeredAt]: Pair, sight: Sight): Operation<Seen> {
  return { calledAt, answeredAt, call: { clock: { from: moment, to: moment }, ...sight } };
}

function refused([calledAt, answeredAt]: Pair, change: number): Operation<Seen> {
  return { calledAt, answeredAt, call: { clock, did: 'be refused', code: 'insufficient_funds', asked: -change } };
}

function read([calledAt, answeredAt]: Pair, [balance, version]: Pair): Operation<Seen> {
  const told = { balance, version, held: 0, status: 'open' };
  return { calledAt, answeredAt, call: { clock, did: 'read', told } };
}

function unanswered(calledAt: number, change: number): Operation<Seen> {
  return { calledAt, answeredAt: Number.POSITIVE_INFINITY, call: { clock, did: 'move', change } };
}
