import type { HttpResponse } from '#platform/http.ts';
import type { Request } from '../cloud/gateway.ts';
import type { World } from '../engine/world.ts';
import { noAnswerIsASurprise } from '../invariants/api.ts';
import { check } from '../invariants/invariant.ts';
import * as invariants from '../invariants/ledger.ts';
import type { Books } from './books.ts';
import { type Command, FORGOTTEN, onceOf } from './command.ts';

/** Everything that was ever answered, also where the answer was lost on its way: it is held against what was said before. */
export interface Answers {
  onAnswer(request: Request, response: HttpResponse): void;
  /** The command that was refused under this name. */
  refusedFor(once: string): string | undefined;
}

export interface AnswersOptions {
  readonly world: World;
  readonly commandOf: (request: Request) => Command | undefined;
  readonly books: () => Books;
  /** How many different commands have used a key. */
  readonly usesOf: (once: string) => number;
  /** What this principal must never be told. */
  readonly foreignTo: (sub: string) => readonly string[];
}

interface Final {
  readonly command: string;
  readonly text: string;
  /** When it was written down. */
  readonly at: number;
}

/** As in books.ts: for so long at least, what is forgotten in the end is remembered. */
const REMEMBERED_MS = 18 * 3_600_000;

export function keepAnswers({ world, commandOf, books, usesOf, foreignTo }: AnswersOptions): Answers {
  /** By the name under which there is one. */
  const finals = new Map<string, Final>();
  const refused = new Map<string, string>();
  const spoken = new Set<string>();

  return {
    refusedFor: (once) => refused.get(once),

    onAnswer(request, response) {
      const { status, body, headers } = response;
      check(world, noAnswerIsASurprise, { operation: `${request.method} ${request.path}`, status });
      const { sub } = request.principal;
      check(world, invariants.nothingCrosses, { to: sub, told: body, foreign: foreignTo(sub) });

      const command = commandOf(request);
      if (!command) return;
      world.mark(`${command.operation} answered ${status}${headers['idempotent-replayed'] ? ' again' : ''}`);
      world.say('answer', () => `${command.name} (${onceOf(command)}, ${command.change}): ${status} ${body}`);
      if (status === 422)
        check(world, invariants.noStrayRefusal, { once: onceOf(command), commands: usesOf(onceOf(command)) });
      if (status === 200 || status === 201 || status === 409) judgeFinal(command, response);
    },
  };

  function judgeFinal(command: Command, { status, body, headers }: HttpResponse): void {
    const once = onceOf(command);
    const text = `${status} ${headers['location'] ?? ''} ${body}`;
    const first = finals.get(once);
    const taken = first?.command ?? books().takenBy(once);
    check(world, invariants.otherRequestIsRefused, { once, status, taken, command: command.name });
    // After a day some clocks still know the old record of an opening and others a new one: either was spoken before.
    if (spoken.has(`${once} ${text}`)) return;
    spoken.add(`${once} ${text}`);
    const isForgotten = FORGOTTEN.includes(command.operation) && first && world.now() - first.at > REMEMBERED_MS;
    if (first && !isForgotten) {
      check(world, invariants.replaysAreEqual, { command: command.name, first: first.text, now: text });
      return;
    }
    finals.set(once, { command: command.name, text, at: books().openedAt(once) ?? world.now() });
    if (status === 409) refused.set(once, command.name);
    else if (command.accountID) {
      const told = JSON.parse(body) as { balance: number; version: number };
      check(world, invariants.spokenIsTrue, { command: command.name, told, entry: books().entryOf(command.name) });
    }
  }
}
