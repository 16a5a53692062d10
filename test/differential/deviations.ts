import type { Answer, Command } from './commands.ts';

/** One answer of a server that is not DynamoDB's, as far as AWS documents it or DynamoDB Local shows it. */
export interface Deviation {
  readonly name: string;
  covers(difference: Difference): boolean;
}

export interface Difference {
  readonly command: Command;
  readonly ours: Answer;
  readonly theirs: Answer;
}

export interface Deviations {
  readonly answers: readonly Deviation[];
  /** The server's stream also tells of writes that change nothing, as MODIFY. */
  readonly streamTellsUnchanged: boolean;
}

export const dynamoDBLocal: Deviations = {
  streamTellsUnchanged: false,
  answers: [
    {
      name: 'throws, inside a transaction, what an item does not take: on AWS that is the reason ValidationError',
      covers: ({ ours, theirs }) => codesOf(ours).includes('ValidationError') && isValidationException(theirs),
    },
    {
      name: 'notices one item twice in a transaction only where every condition holds',
      covers: ({ ours, theirs }) =>
        isRefused(ours, /named twice/) && codesOf(theirs).includes('ConditionalCheckFailed'),
    },
    {
      name: 'notices an update of a key attribute only where the condition holds',
      covers: ({ ours, theirs }) => isRefused(ours, /part of the key/) && isCancelled(theirs),
    },
    {
      name: 'lets an update give the key of an index another type, and any length',
      covers: ({ command, ours, theirs }) =>
        asksToChange(command) &&
        isRefused(ours, /^The key attribute \w+ (must be a string|is \d+ bytes)/) &&
        isWritten(theirs),
    },
  ],
};

export const dynoxide: Deviations = {
  streamTellsUnchanged: true,
  answers: [
    {
      name: 'looks at an update expression only where the conditions hold',
      covers: ({ ours, theirs }) =>
        isRefused(ours, /used twice|overlap|reserved word|part of the key|does not take an operand/) &&
        codesOf(theirs).includes('ConditionalCheckFailed'),
    },
    {
      name: 'answers a mistake in an action of a transaction as the reason of that action',
      covers: ({ ours, theirs }) => isValidationException(ours) && codesOf(theirs).includes('ValidationError'),
    },
    {
      name: 'changes a key attribute inside a transaction',
      covers: ({ ours, theirs }) => isRefused(ours, /part of the key/) && isWritten(theirs),
    },
    {
      name: 'does not mind paths of one update that overlap',
      covers: ({ ours, theirs }) => isRefused(ours, /overlap/) && isWritten(theirs),
    },
    {
      name: 'does not mind an operand that stands twice',
      covers: ({ ours, theirs }) => isRefused(ours, /stands twice/) && (isWritten(theirs) || isCancelled(theirs)),
    },
    {
      name: 'does not check the types of the values in a condition',
      covers: ({ ours, theirs }) =>
        isRefused(ours, /^(<|<=|>|>=|BETWEEN|begins_with) does not take an operand|^The bounds of BETWEEN must/) &&
        (isWritten(theirs) || isCancelled(theirs)),
    },
    {
      name: 'removes from a map that is not there',
      covers: ({ command, ours, theirs }) => {
        const asks = /REMOVE [^:"]*\./.test(String(command));
        return asks && isTaken(theirs, { not: ours, message: /^There is no map/ });
      },
    },
    {
      name: 'reads the second operand of if_not_exists only where it needs it, and does nothing where neither is there',
      covers: ({ command, ours, theirs }) => {
        const asks = /if_not_exists/.test(String(command));
        return asks && isTaken(theirs, { not: ours, message: /^There is no \S+ to read/ });
      },
    },
    {
      name: 'starts a page outside of what the query reads',
      covers: ({ ours, theirs }) => isRefused(ours, /^The provided starting key/) && theirs.kind === 'answer',
    },
    {
      name: 'compares the sort key with an empty string or a number',
      covers: ({ command, ours, theirs }) =>
        command.method === 'query' &&
        isRefused(ours, /^The key attribute (sk|openedAt) must/) &&
        theirs.kind === 'answer',
    },
    {
      name: 'does not mind how long the key of an index is',
      covers: (difference) =>
        isRefused(difference.ours, /^The key attribute (ownerID|openedAt) is \d+ bytes/) &&
        (isChanged(difference) || isCancelled(difference.theirs)),
    },
    {
      name: 'names a next page behind the last key that a query can read',
      covers: ({ command, ours, theirs }) =>
        command.method === 'query' && nextOf(theirs) !== undefined && nextOf(ours) === undefined,
    },
    {
      name: 'does not find the partition key behind a sort key in parentheses',
      covers: ({ command, theirs }) =>
        String(command).includes('(#sk = ') && isRefused(theirs, /missed key schema element: pk/),
    },
  ],
};

/** An update of an attribute that is the key of an index. */
function asksToChange(command: Command): boolean {
  return /"UpdateExpression":"[^"]*(ownerID|openedAt) = :to"/.test(String(command));
}

/** The item took it there, and here only the item, not the request, stood in the way. */
function isTaken(theirs: Answer, { not: ours, message }: { not: Answer; message: RegExp }): boolean {
  if (isRefused(ours, message)) return isWritten(theirs);
  const codes = codesOf(ours);
  const codesThere = isWritten(theirs) ? codes.map(() => 'None') : codesOf(theirs);
  return (
    codes.includes('ValidationError') &&
    codes.every(
      (code, index) => code === codesThere[index] || (code === 'ValidationError' && codesThere[index] === 'None'),
    )
  );
}

function isValidationException(answer: Answer): boolean {
  return answer.kind === 'error' && answer.name === 'ValidationException';
}

function isRefused(answer: Answer, message: RegExp): boolean {
  return answer.kind === 'error' && answer.name === 'ValidationException' && message.test(answer.message);
}

/** Something is stored there now. */
export function isChanged({ command, theirs }: Difference): boolean {
  return isWritten(theirs) || (command.method === 'putAll' && theirs.kind === 'answer');
}

function isWritten(answer: Answer): boolean {
  return answer.kind === 'written' && answer.written.ok;
}

function isCancelled(answer: Answer): boolean {
  return answer.kind === 'written' && !answer.written.ok;
}

function codesOf(answer: Answer): readonly string[] {
  return answer.kind === 'written' && !answer.written.ok ? answer.written.reasons.map(({ code }) => code) : [];
}

function nextOf(answer: Answer): unknown {
  return answer.kind === 'answer' ? (answer.value as { next?: unknown }).next : undefined;
}
