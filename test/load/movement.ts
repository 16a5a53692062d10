import { between } from './random.ts';

/** Money in or out of an account, under a key of its own. */
export interface Movement {
  readonly key: string;
  readonly accountID: string;
  readonly way: 'deposits' | 'withdrawals';
  readonly amount: number;
}

/** Movements without end, of few accounts, so that they meet; some take more than there is. */
export function* movements(accountIDs: readonly string[], random: () => number): Generator<Movement> {
  for (let n = 1; ; n += 1) {
    yield {
      key: `movement-${n}`,
      accountID: accountIDs[between(random, 0, accountIDs.length - 1)] as string,
      way: random() < 0.5 ? 'deposits' : 'withdrawals',
      amount: between(random, 1, 1_000),
    };
  }
}
