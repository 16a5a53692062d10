import type { HttpResponse } from '#platform/http.ts';
import type { Command } from './command.ts';

/** Everything that anybody has done with the accounts or seen of them, and when. */
export type Sight = Interval &
  (
    | { readonly kind: 'command'; readonly command: Command; readonly response?: HttpResponse }
    | { readonly kind: 'account'; readonly accountID: string; readonly told: AccountTold }
    | { readonly kind: 'holds'; readonly accountID: string; readonly told: readonly string[] }
  );

export interface AccountTold {
  readonly balance: number;
  readonly available: number;
  readonly held: number;
  readonly version: number;
  readonly status: string;
}

export interface Interval {
  /** In the order of all calls and answers. */
  readonly calledAt: number;
  /** Infinity where no answer came. */
  readonly answeredAt: number;
  /** The same in virtual milliseconds. */
  readonly since: number;
  readonly until: number;
}
