import type { HttpResponse } from '#platform/http.ts';
import type { Request } from '../cloud/gateway.ts';
import type { World } from '../engine/world.ts';
import { noAnswerIsASurprise } from '../invariants/api.ts';
import { holdIsAsAsked } from '../invariants/holds.ts';
import { check } from '../invariants/invariant.ts';
import * as invariants from '../invariants/ledger.ts';
import { refundIsRefusedForCause } from '../invariants/transfers.ts';
import type { Books } from './books.ts';
import { type Command, isForgotten, onceOf, REMEMBERED_MS } from './command.ts';

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

export function keepAnswers({ world, commandOf, books, usesOf, foreignTo }: AnswersOptions): Answers {
  /** By the name under which there is one. */
  const finals = new Map<string, Final>();
  const refused = new Map<string, string>();
  const spoken = new Set<string>();
  /** When anything was answered first: nothing was written down long before that. */
  const heardAt = new Map<string, number>();

  return {
    refusedFor: (once) => refused.get(once),

    onAnswer(request, response) {
      const { status, body, headers } = response;
      check(world, noAnswerIsASurprise, { operation: `${request.method} ${request.path}`, status });
      const { sub } = request.principal;
      check(world, invariants.nothingCrosses, { to: sub, told: body, foreign: foreignTo(sub) });

      const command = commandOf(request);
      if (!command) return;
      if (!heardAt.has(onceOf(command))) heardAt.set(onceOf(command), world.now());
      const again = headers['idempotent-replayed'] ? ' again' : '';
      world.mark(`${command.operation} answered ${status}${again}`);
      if (status === 409) world.mark(`${command.operation}: ${JSON.parse(body).code}${again}`);
      world.say('answer', () => `${command.name} (${onceOf(command)}): ${status} ${body}`);
      if (status === 422)
        check(world, invariants.noStrayRefusal, { once: onceOf(command), commands: usesOf(onceOf(command)) });
      if (status === 200 || status === 201 || status === 409) judgeFinal(command, response);
    },
  };

  function judgeFinal(command: Command, { status, body, headers }: HttpResponse): void {
    const once = onceOf(command);
    const text = `${status} ${headers['location'] ?? ''} ${body}`;
    const first = finals.get(once);
    // After a day its key is new again.
    const isNew = first && isForgotten(command) && world.now() - first.at > REMEMBERED_MS;
    const taken = isNew ? undefined : (first?.command ?? books().takenBy(once));
    check(world, invariants.otherRequestIsRefused, { once, status, taken, command: command.name });
    // After a day some clocks still know the old record of an opening and others a new one: either was spoken before, or
    // the first to hear of the old one hears it after the new one was spoken. Books allow one opening a day.
    if (spoken.has(`${once} ${text}`)) return;
    spoken.add(`${once} ${text}`);
    if (first && !isNew) {
      if (command.operation === 'openAccount' && isOtherOpening({ once, first: first.text, told: JSON.parse(body) }))
        return;
      check(world, invariants.replaysAreEqual, { command: command.name, first: first.text, now: text });
      return;
    }
    finals.set(once, { command: command.name, text, at: books().openedAt(once) ?? heardAt.get(once) ?? world.now() });
    if (status === 409) refused.set(once, command.name);
    judgeNew(command, JSON.parse(body));
  }

  function isOtherOpening({ once, first, told: { accountID } }: { once: string; first: string; told: Told }): boolean {
    return accountID !== undefined && !first.includes(accountID) && books().openedBy(once).has(accountID);
  }

  /** The first that is said of a command is true: done, with what it tells of it, or refused for a cause. */
  function judgeNew(command: Command, told: Told): void {
    const { name, operation, accountID, refundOf, change, isRest = false } = command;
    if (told.code === 'refund_exceeds_transfer')
      check(world, refundIsRefusedForCause, {
        of: books().transfer(refundOf ?? ''),
        asked: Math.abs(change),
        isRest,
        command: name,
      });
    if (told.code !== undefined) return;
    switch (operation) {
      case 'openAccount':
      case 'closeAccount':
      case 'releaseHold':
        return;
      case 'createHold': {
        const { amount, expiresInSeconds } = command.body as { amount: number; expiresInSeconds: number };
        const [createdAt, expiresAt] = [told.createdAt, told.expiresAt].map((text) => Date.parse(text ?? ''));
        const seconds = ((expiresAt ?? 0) - (createdAt ?? 0)) / 1_000;
        check(world, holdIsAsAsked, {
          command: name,
          asked: { amount, seconds: expiresInSeconds, holdID: books().holdBy(name)?.holdID },
          told: { amount: told.amount, seconds, holdID: told.holdID },
        });
        return;
      }
      default:
        check(world, invariants.spokenIsTrue, { command: name, told, entry: books().entryOf(name, accountID) });
    }
  }
}

/** What answers tell, all of them together. */
interface Told {
  readonly code?: string;
  readonly accountID?: string;
  readonly balance?: number;
  readonly version?: number;
  readonly transferID?: string;
  readonly holdID?: string;
  readonly amount?: number;
  readonly createdAt?: string;
  readonly expiresAt?: string;
}
