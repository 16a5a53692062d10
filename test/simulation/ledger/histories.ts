import { EPOCH_MS } from '../cloud/environment.ts';
import type { Seen, Sight as SeenOf } from '../invariants/account-model.ts';
import type { Operation } from '../linearizable.ts';
import type { Books } from './books.ts';
import { type Command, isForgotten, REMEMBERED_MS } from './command.ts';
import type { Sight } from './sights.ts';

export interface HistoryOptions {
  readonly accountID: string;
  readonly sights: readonly Sight[];
  readonly books: Books;
  readonly clocks: { readonly slow: number; readonly fast: number };
}

/**
 * What was done to one account and seen of it, for the search for an order that explains it. Where no answer came, the
 * books tell whether it was done.
 */
export function historyOf({ accountID, sights, books, clocks }: HistoryOptions): Operation<Seen>[] {
  return [...sights, ...sights.flatMap(forgottenIn)].flatMap((sight) => {
    const seen = seenOf(sight);
    if (!seen) return [];
    const clock = { from: EPOCH_MS + sight.since + clocks.slow, to: EPOCH_MS + sight.until + clocks.fast };
    return { call: { clock, ...seen }, calledAt: sight.calledAt, answeredAt: sight.answeredAt };
  });

  /** Whoever asks again after a day asks for something new: what was done at first is in no answer. */
  function forgottenIn(sight: Sight): Sight[] {
    if (sight.kind !== 'command' || !isForgotten(sight.command) || sight.until - sight.since < REMEMBERED_MS) return [];
    const { response: _, ...unanswered } = sight;
    return sight.response?.status === 409 ? [{ ...unanswered, answeredAt: Number.POSITIVE_INFINITY }] : [];
  }

  function seenOf(sight: Sight): SeenOf | undefined {
    if (sight.kind === 'command') return doneBy(sight.command, sight);
    if (sight.accountID !== accountID) return undefined;
    return sight.kind === 'account' ? { did: 'read', told: sight.told } : { did: 'list holds', told: sight.told };
  }

  function doneBy(command: Command, { response }: Extract<Sight, { kind: 'command' }>): SeenOf | undefined {
    const isMine = command.accountID === accountID;
    if (!isMine && command.other !== accountID) return undefined;
    // A key that belongs to another request has changed nothing, and says nothing of the account.
    if (response?.status === 422) return undefined;
    const body = response && JSON.parse(response.body);
    if (response?.status === 409) return refusalOf(command, body.code);
    switch (command.operation) {
      case 'createHold': {
        const hold = books.holdBy(command.name);
        return hold && { did: 'hold', hold };
      }
      case 'releaseHold':
        return { did: 'release', holdID: command.holdID ?? '' };
      case 'closeAccount':
        return { did: 'close' };
      default: {
        const entry = books.entryOf(command.name, accountID);
        if (!entry) return undefined;
        const { change, balance, version } = entry;
        const told = {
          balance,
          version,
          ...(isMine && body?.available !== undefined && { available: body.available }),
        };
        const { holdID } = command;
        return holdID === undefined ? { did: 'move', change, told } : { did: 'capture', holdID, change, told };
      }
    }
  }

  /** Of two accounts, the one that has refused: that which pays, unless it is the other one that is closed. */
  function refusalOf(
    { accountID: mine, other = mine, change, holdID, body }: Command,
    code: string,
  ): SeenOf | undefined {
    const closed = [mine, other].filter((id) => books.books.get(id)?.isClosed);
    if (code === 'account_closed' && mine !== other && closed.length === 2) return undefined;
    const who = code === 'account_closed' ? (closed[0] ?? mine) : mine;
    if (who !== accountID) return undefined;
    const { amount = 0 } = (body ?? {}) as { amount?: number };
    return { did: 'be refused', code, asked: change < 0 ? -change : amount, ...(holdID !== undefined && { holdID }) };
  }
}
