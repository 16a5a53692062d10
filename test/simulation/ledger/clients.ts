import type { HttpResponse } from '#platform/http.ts';
import type { Gateway, Request } from '../cloud/gateway.ts';
import type { World } from '../engine/world.ts';
import { check } from '../invariants/invariant.ts';
import { answeredInTheEnd, type Seen } from '../invariants/ledger.ts';
import type { Operation } from '../linearizable.ts';
import { type Command, isFinal, onceOf, requestOf, TELLERS } from './command.ts';

/** Everybody who uses the accounts, and what each of them has done and seen. */
export interface Clients {
  readonly commands: Map<string, Command>;
  commandOf(request: Request): Command | undefined;
  usesOf(once: string): number;
  /** What was seen of each account, for the search for an order that explains it. */
  readonly histories: Map<string, Operation<Seen>[]>;
  /** Makes a command, with a key of its own where none is given; nothing is sent. */
  add(asked: Asked): Command;
  /** Sends a command until its answer is final, at most so many times; for good only where the client loses patience. */
  insist(command: Command, attemptsMax: number): Promise<HttpResponse | undefined>;
  /** Nobody fails any more: what is open is settled, and old requests come again, after a month even. */
  settle(): Promise<void>;
  /** Reads an account, as its history sees it. */
  read(accountID: string): Promise<HttpResponse | undefined>;
}

/** What a command is, but for its name. */
export type Asked = Omit<Command, 'name' | 'key'> & { readonly key?: string };

const HOUR_MS = 3_600_000;
const RETRY_MS = [50, 1_000, 10_000, 11 * 60_000, 25 * HOUR_MS, 30 * 24 * HOUR_MS];

export function createClients(world: World, gateway: Gateway): Clients {
  const commands = new Map<string, Command>();
  const requests = new WeakMap<Request, Command>();
  const histories = new Map<string, Operation<Seen>[]>();
  /** Sent, and without a final answer so far. */
  const unsettled = new Map<Command, Open>();
  const settled: Command[] = [];
  let tick = 0;

  return {
    commands,
    histories,
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
      for (const command of settled.filter(() => world.choose('again', 2) === 0)) {
        await world.sleep(RETRY_MS[world.choose('again after', RETRY_MS.length)] ?? 0);
        await send(command);
      }
    },

    read,
  };

  function add({ key = `key-${commands.size}`, ...asked }: Asked): Command {
    const command = { ...asked, key, name: `command-${String(commands.size).padStart(3, '0')}` };
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

  /** One attempt; the first one begins its operation in the account's history, and the first final answer ends it. */
  async function send(command: Command): Promise<HttpResponse | undefined> {
    const open = unsettled.get(command) ?? begin(command);
    const request = requestOf(command);
    requests.set(request, command);
    const response = await gateway.send(request);
    if (response && isFinal(response) && unsettled.delete(command)) {
      settled.push(command);
      end(open, command, response);
    }
    return response;
  }

  function begin(command: Command): Open {
    tick += 1;
    const call: Seen = { did: 'move', change: command.change };
    const open: Open = { isGivenUp: false, operation: { call, calledAt: tick, answeredAt: Number.POSITIVE_INFINITY } };
    if (!settled.includes(command)) unsettled.set(command, open);
    if (command.accountID && !settled.includes(command)) historyOf(command.accountID).push(open.operation);
    return open;
  }

  function end({ operation }: Open, { accountID, change }: Command, { status, body }: HttpResponse): void {
    if (!accountID) return;
    tick += 1;
    const history = historyOf(accountID);
    history.splice(history.indexOf(operation), 1);
    // A key that belongs to another request has changed nothing, and says nothing of the account.
    if (status === 422) return;
    const call: Seen = status === 409 ? { did: 'be refused', change } : { did: 'move', change, told: JSON.parse(body) };
    history.push({ ...operation, call, answeredAt: tick });
  }

  async function read(accountID: string): Promise<HttpResponse | undefined> {
    tick += 1;
    const calledAt = tick;
    const [principal] = TELLERS as [Command['principal']];
    const response = await gateway.send({ method: 'GET', path: `/accounts/${accountID}`, principal });
    tick += 1;
    if (response?.status !== 200) return response;
    const { balance, version } = JSON.parse(response.body);
    historyOf(accountID).push({ call: { did: 'read', told: { balance, version } }, calledAt, answeredAt: tick });
    return response;
  }

  function historyOf(accountID: string): Operation<Seen>[] {
    const known = histories.get(accountID) ?? [];
    histories.set(accountID, known);
    return known;
  }
}

interface Open {
  isGivenUp: boolean;
  readonly operation: Operation<Seen>;
}
