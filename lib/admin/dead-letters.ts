import { parseArgs } from 'node:util';
import { actsStore } from '../../lambdas/rides/acts-store.ts';
import { type Choice, type DeadLetter, deadLetters } from '../../lambdas/rides/dead-letters.ts';
import type { Command, Surroundings } from './command.ts';
import { PLACE_FLAGS, PLACE_USAGE, placeOf } from './place.ts';

interface Asked {
  readonly act: Act;
  readonly choice: Choice;
  readonly dryRun: boolean;
  readonly perSecond: number;
}

const acts = ['list', 'show', 'replay', 'discard'] as const;
type Act = (typeof acts)[number];

/** Looks at the dead letters of the rides, sends them back, or takes them away for good. */
export const deadLettersCommand: Command = {
  usage: `npm run dead-letters -- ${acts.join(' | ')} [--reason CODE] [--id ID] [--dry-run] [--rate N] ${PLACE_USAGE}`,

  read(args) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        ...{ reason: { type: 'string' }, id: { type: 'string' } },
        'dry-run': { type: 'boolean', default: false },
        rate: { type: 'string', default: '50' },
        ...PLACE_FLAGS,
      },
    });
    const act = acts.find((each) => each === positionals[0]);
    if (!act || positionals.length > 1) throw new Error(`Say what to do: ${acts.join(', ')}.`);
    if (!/^[1-9]\d{0,3}$/.test(values.rate)) throw new Error('The rate is 1 to 9999 letters a second.');
    const { reason: code, id } = values;
    const asked = { act, choice: { code, id }, dryRun: values['dry-run'], perSecond: Number(values.rate) };
    return { place: placeOf(values), run: (surroundings) => handle(asked, surroundings) };
  },
};

async function handle({ act, choice, dryRun, perSecond }: Asked, surroundings: Surroundings): Promise<number> {
  const { terminal, who } = surroundings;
  const work = deadLettersOn(surroundings);
  const chosen = await work.read(choice);
  const acting = { choice, who, perSecond, onProgress: terminal.progress, signal: terminal.signal };

  switch (act) {
    case 'list':
      for (const line of linesByReason(chosen)) terminal.print(line);
      break;
    case 'show':
      for (const letter of chosen) terminal.print(described(letter));
      break;
    case 'replay': {
      const stays = chosen.filter(({ prospect }) => prospect.kind !== 'rides');
      for (const letter of dryRun ? chosen : stays) terminal.print(`${letter.id}: ${prospectOf(letter)}`);
      if (!dryRun) terminal.print(`${await work.replay(acting)} of ${chosen.length} letters sent back`);
      break;
    }
    case 'discard':
      if (dryRun) for (const { id } of chosen) terminal.print(`${id}: would be taken away for good`);
      else terminal.print(`${await work.discard(acting)} of ${chosen.length} letters discarded`);
      break;
  }
  return 0;
}

function deadLettersOn({ system, log }: Surroundings) {
  const { clock, timers, items, queue, tables, deadLetters: letters } = system;
  return deadLetters({ letters, source: queue, acts: actsStore(items, tables.views), clock, timers, log });
}

function linesByReason(letters: readonly DeadLetter[]): string[] {
  if (letters.length === 0) return ['There are no dead letters.'];
  return [...Map.groupBy(letters, ({ code }) => code)].map(([code, ofCode]) => {
    const oldest = Math.min(...ofCode.map(({ firstSeen }) => firstSeen));
    const readable = ofCode.filter(({ prospect }) => prospect.kind === 'rides').length;
    const first = ofCode[0] as DeadLetter;
    return `${printable(code)}: ${ofCode.length} in all, the oldest of ${dateOf(oldest)}; ${readable} could be stored now; for example ${first.id}: ${printable(first.detail)}`;
  });
}

function described(letter: DeadLetter): string {
  const { id, code, detail, firstSeen, requestId, attributes, body } = letter;
  return [
    `${id}: ${printable(code)}: ${printable(detail)}`,
    `  first seen ${dateOf(firstSeen)}, request ${printable(requestId ?? 'unknown')}, sent back ${printable(attributes['replays'] ?? '0')} times before`,
    `  now: ${prospectOf(letter)}`,
    `  body: ${printable(body)}`,
  ].join('\n');
}

function prospectOf({ prospect }: DeadLetter): string {
  return prospect.kind === 'rides'
    ? `would be stored: ${prospect.rides.length} rides`
    : `would be parked again and stays: ${prospect.code}, ${printable(prospect.detail)}`;
}

function dateOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

/** What a stranger wrote does not speak to the terminal: control characters are shown, not sent. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => {
    return `\\u{${(character.codePointAt(0) as number).toString(16)}}`;
  });
}
