import type { HttpResponse } from '#platform/http.ts';
import type { Gateway, Request } from '../cloud/gateway.ts';
import type { World } from '../engine/world.ts';
import { availableIsRest } from '../invariants/holds.ts';
import { check } from '../invariants/invariant.ts';
import { answeredInTheEnd } from '../invariants/ledger.ts';
import { type Command, isFinal, isForgotten, onceOf, requestOf, TELLERS, type Wish } from './command.ts';
import type { Interval, Sight } from './sights.ts';

/** Everybody who uses the accounts, and what each of them has done and seen. */
export interface Clients {
  readonly commands: Map<string, Command>;
  commandOf(request: Request): Command | undefined;
  usesOf(once: string): number;
  readonly sights: readonly Sight[];
  /** Makes a command, with a key of its own where none is given; nothing is sent. */
  add(wish: Wish, key?: string): Command;
  /** Sends a command until its answer is final, at most so many times; for good only where the client loses patience. */
  insist(command: Command, attemptsMax: number): Promise<HttpResponse | undefined>;
  /** Nobody fails any more: what is open is settled, and old requests come again, after a month even. */
  settle(): Promise<void>;
  /** Reads an account, as its history sees it. */
  read(accountID: string): Promise<HttpResponse | undefined>;
  /** Reads what is held of it, likewise. */
  readHolds(accountID: string): Promise<HttpResponse | undefined>;
  /** Something that takes a while, with the interval that it took. */
  timed(): () => Interval;
}

const HOUR_MS = 3_600_000;
const RETRY_MS = [50, 1_000, 10_000, 11 * 60_000, 25 * HOUR_MS, 30 * 24 * HOUR_MS];

export function createClients(world: World, gateway: Gateway): Clients {
  const commands = new Map<string, Command>();
  const requests = new WeakMap<Request, Command>();
  const attempts = new Map<Command, number>();
  const sights: Sight[] = [];
  /** Sent, and without a final answer so far. */
  const unsettled = new Map<Command, Open>();
  const settled = new Set<Command>();
  let tick = 0;

  return {
    commands,
    get sights() {
      return [...sights, ...[...unsettled].map(([command, { answered }]) => unanswered(command, answered()))];
    },
    commandOf: (request) => requests.get(request),
    usesOf: (once) => [...commands.values()].filter((command) => onceOf(command) === once).length,

    add,
    insist,

    async settle() {
      await Promise.all(
        [...unsettled].map(async ([command, { isGivenUp }]) => {
          if (isGivenUp) return;
          const response = await send(command);
          check(world, answeredInTheEnd, { command: command.name, status: response?.status });
        }),
      );
      for (const command of [...settled].filter(() => world.choose('again', 2) === 0)) {
        await world.sleep(RETRY_MS[world.choose('again after', RETRY_MS.length)] ?? 0);
        await send(command);
      }
    },

    async read(accountID) {
      const answered = timed();
      const response = await get(`/accounts/${accountID}`);
      if (response?.status !== 200) return response;
      const told = JSON.parse(response.body);
      check(world, availableIsRest, told);
      sights.push({ ...answered(), kind: 'account', accountID, told });
      return response;
    },

    async readHolds(accountID) {
      const answered = timed();
      const response = await get(`/accounts/${accountID}/holds`);
      if (response?.status !== 200) return response;
      const told = JSON.parse(response.body).holds.map(({ holdID }: { holdID: string }) => holdID);
      sights.push({ ...answered(), kind: 'holds', accountID, told });
      return response;
    },

    timed,
  };

  function add(wish: Wish, key = `key-${commands.size}`): Command {
    const command = { ...wish, key, name: `command-${String(commands.size).padStart(3, '0')}` };
    commands.set(command.name, command);
    return command;
  }

  async function insist(command: Command, attemptsMax: number): Promise<HttpResponse | undefined> {
    world.mark('an operation');
    for (let attempt = 1; attempt <= attemptsMax && !world.found.violation; attempt += 1) {
      if (attempt > 1) await world.sleep(RETRY_MS[world.choose('retry after', RETRY_MS.length)] ?? 0);
      const response = await send(command);
      if (response && isFinal(response)) return response;
      const open = unsettled.get(command);
      if (open && attemptsMax < Number.POSITIVE_INFINITY && world.fault('client: gives up', command.operation)) {
        open.isGivenUp = true;
        return undefined;
      }
    }
    return undefined;
  }

  /** One attempt. What was seen begins with the first one, and ends with the first final answer. */
  async function send(command: Command): Promise<HttpResponse | undefined> {
    const attempt = (attempts.get(command) ?? 0) + 1;
    attempts.set(command, attempt);
    if (!settled.has(command) && !unsettled.has(command))
      unsettled.set(command, { isGivenUp: false, answered: timed() });
    const again = timed();
    const request = requestOf(command, attempt);
    requests.set(request, command);
    const response = await gateway.send(request);
    if (!response || !isFinal(response)) return response;
    const open = unsettled.get(command);
    if (open) sights.push({ ...open.answered(), kind: 'command', command, response });
    // After a day its key is new again, and so is what it does.
    else if (isForgotten(command) && !response.headers['idempotent-replayed'])
      sights.push({ ...again(), kind: 'command', command, response });
    unsettled.delete(command);
    settled.add(command);
    return response;
  }

  function get(path: string): Promise<HttpResponse | undefined> {
    const [principal] = TELLERS as [Command['principal']];
    return gateway.send({ method: 'GET', path, principal });
  }

  function timed(): () => Interval {
    tick += 1;
    const [calledAt, since] = [tick, world.now()];
    return () => {
      tick += 1;
      return { calledAt, since, answeredAt: tick, until: world.now() };
    };
  }
}

function unanswered(command: Command, called: Interval): Sight {
  return { ...called, answeredAt: Number.POSITIVE_INFINITY, until: Number.POSITIVE_INFINITY, kind: 'command', command };
}

interface Open {
  isGivenUp: boolean;
  readonly answered: () => Interval;
}
