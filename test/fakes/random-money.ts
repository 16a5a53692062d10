import { setImmediate as turn } from 'node:timers/promises';
import { type Items, StoreUnavailable, UnknownOutcome } from '#platform/items.ts';
import { between, seeded } from '../load/random.ts';
import { memoryBank } from './memory-bank.ts';

export interface RandomMoney {
  readonly items: Items;
  readonly guests: number;
  readonly operations: number;
  readonly clients: number;
  readonly seed: number;
}

export interface MoneySent {
  readonly bank: ReturnType<typeof memoryBank>;
  readonly applied: number;
  readonly refused: number;
  /** Sent again though they were answered, at once or later. */
  readonly repeated: number;
  /** Writes that were never answered, whether they happened or not. */
  readonly lost: number;
  /** Commands that were answered in two ways. */
  readonly contradicted: readonly string[];
}

const HOUSES = 5;
/** Holds and transfers that a client may come back to, and commands that are sent again. */
const REMEMBERED = 500;

/** All money commands in random order, of clients at once, over a store that loses answers and writes. */
export async function sendRandomMoney({
  items,
  guests: count,
  operations,
  clients,
  seed,
}: RandomMoney): Promise<MoneySent> {
  const random = seeded(seed);
  const counts = { applied: 0, refused: 0, repeated: 0, lost: 0 };
  const bank = memoryBank(losing(items, { random, onLost: countLost }));
  const contradicted: string[] = [];
  const guests: string[] = [];
  const houses: string[] = [];
  const holds: { params: { accountID: string; holdID: string } }[] = [];
  const transfers: string[] = [];
  const sent: Sent[] = [];
  let taken = 0;
  for (let n = 0; n < count; n += 1) guests.push(await bank.open({ ownerID: `guest-${n}` }));
  for (let n = 0; n < HOUSES; n += 1) houses.push(await bank.open({ kind: 'house' }));

  await Promise.all(Array.from({ length: clients }, client));
  return { bank, ...counts, contradicted };

  function countLost(): void {
    counts.lost += 1;
  }

  async function client(): Promise<void> {
    for (; taken < operations; ) {
      taken += 1;
      bank.clock.advance(between(random, 0, 5));
      const command = { ...drawn(), key: `command-${taken}` };
      const isTwice = random() < 0.03;
      const [first, second] = await Promise.all([untilAnswered(command), isTwice ? untilAnswered(command) : undefined]);
      if (second) compare(command.input, first.text, second.text);
      const isApplied = first.status < 400;
      counts[isApplied ? 'applied' : 'refused'] += 1;
      if (isApplied) note(command, first.told);
      remember(sent, { command, text: first.text });
      if (random() < 0.1) await sendAgain(oneOf(sent));
      // A turn of the event loop, in which what was written is committed.
      await turn();
    }
  }

  function drawn(): Drawn {
    const [guest, amount] = [oneOf(guests), between(random, 1, 1_000)];
    const lot = random() * 100;
    const params = { accountID: guest };
    if (lot < 22) return { operationId: 'createDeposit', input: { params, body: { amount: 3 * amount } } };
    if (lot < 32) return { operationId: 'createWithdrawal', input: { params, body: { amount } } };
    if (lot < 52) return { operationId: 'createTransfer', input: { body: { from: guest, to: oneOf(houses), amount } } };
    if (lot < 70) {
      const to = guests[(guests.indexOf(guest) + between(random, 1, count - 1)) % count];
      return { operationId: 'createTransfer', input: { body: { from: guest, to, amount } } };
    }
    const expiresInSeconds = between(random, 1, 600);
    const hold = { params, body: { amount, to: oneOf(houses), expiresInSeconds } };
    if (lot < 82 || holds.length === 0) return { operationId: 'createHold', input: hold };
    const part = random() < 0.5 ? {} : { amount: between(random, 1, 300) };
    if (lot < 90) return { operationId: 'captureHold', input: { ...oneOf(holds), body: part } };
    if (lot < 94) return { operationId: 'releaseHold', input: oneOf(holds) };
    if (lot < 99 && transfers.length > 0) {
      return { operationId: 'createRefund', input: { params: { transferID: oneOf(transfers) }, body: part } };
    }
    return { operationId: 'closeAccount', input: { params } };
  }

  async function untilAnswered({ operationId, input, key }: Command) {
    for (;;) {
      try {
        return await bank.ask(operationId, { key, ...input });
      } catch (error) {
        if (!(error instanceof UnknownOutcome || error instanceof StoreUnavailable)) throw error;
      }
    }
  }

  async function sendAgain({ command, text }: Sent): Promise<void> {
    compare(command, text, (await untilAnswered(command)).text);
  }

  function compare(command: object, first: string, second: string): void {
    counts.repeated += 1;
    if (first !== second) contradicted.push(`${JSON.stringify(command)}: ${first}, and then ${second}`);
  }

  function note({ operationId, input }: Drawn, told: Record<string, unknown>): void {
    const { holdID, transferID } = told as { holdID: string; transferID?: string };
    if (operationId === 'createHold') remember(holds, { params: { ...(input as HoldInput).params, holdID } });
    else if (transferID !== undefined) remember(transfers, transferID);
  }

  function remember<T>(list: T[], value: T): void {
    if (list.length < REMEMBERED) list.push(value);
    else list[between(random, 0, REMEMBERED - 1)] = value;
  }

  function oneOf<T>(list: readonly T[]): T {
    return list[between(random, 0, list.length - 1)] as T;
  }
}

interface Drawn {
  readonly operationId: string;
  readonly input: object;
}

type Command = Drawn & { readonly key: string };
type HoldInput = { readonly params: { readonly accountID: string } };

interface Sent {
  readonly command: Command;
  readonly text: string;
}

/** One write in fifty stays without an answer, and half of these happen. */
function losing(items: Items, { random, onLost }: { random: () => number; onLost: () => void }): Items {
  return {
    ...items,
    async write(actions) {
      const lot = random();
      if (lot < 0.02) onLost();
      if (lot < 0.01) throw new UnknownOutcome('lost before it was applied');
      const written = await items.write(actions);
      if (lot < 0.02) throw new UnknownOutcome('applied, and its answer lost');
      return written;
    },
  };
}
