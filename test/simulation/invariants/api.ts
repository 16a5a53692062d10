import type { Invariant } from './invariant.ts';

export const noAnswerIsASurprise: Invariant<{ operation: string; status: number }> = {
  id: 'I14',
  says: 'No request is answered 500, nor without a status',
  broken: ({ operation, status }) =>
    status === 500 || !Number.isInteger(status) ? `${operation}: ${status}` : undefined,
};
