import { contradictionIn, type Model, type Operation } from '../linearizable.ts';
import type { Invariant } from './invariant.ts';

/** What a client saw of one address. A tag is the text of an `ETag`; empty where there is no address yet. */
export type AddressSeen =
  | { readonly did: 'read'; readonly city: string; readonly tag: string }
  | { readonly did: 'write'; readonly city: string; readonly expected: string; readonly told?: string }
  | { readonly did: 'be refused'; readonly city: string; readonly expected: string };

interface Kept {
  readonly city: string;
  readonly revision: number;
}

export const ADDRESS: Model<Kept, AddressSeen> = {
  initial: { city: '', revision: 0 },
  nameOf: ({ city, revision }) => `${city}/${revision}`,
  step(state, seen) {
    switch (seen.did) {
      case 'read':
        return seen.tag === tagOf(state) && seen.city === state.city ? [state] : [];
      case 'be refused':
        return seen.expected === tagOf(state) ? [] : [state];
      case 'write': {
        const next = { city: seen.city, revision: state.revision + 1 };
        return seen.expected === tagOf(state) && (seen.told ?? tagOf(next)) === tagOf(next) ? [next] : [];
      }
    }
  },
};

function tagOf({ revision }: Kept): string {
  return revision === 0 ? '' : `"${revision}"`;
}

export const nothingIsOverwrittenUnseen: Invariant<{ accountID: string; history: readonly Operation<AddressSeen>[] }> =
  {
    id: 'I26',
    says: 'An address is replaced by whoever has seen it, and by nobody else',
    broken({ accountID, history }) {
      const found = contradictionIn(history, ADDRESS);
      return found && `${accountID}: after ${JSON.stringify(found.explained)} none of ${JSON.stringify(found.stuckAt)}`;
    },
  };
