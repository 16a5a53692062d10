import type { Principal } from '#platform/call.ts';
import type { HttpResponse } from '#platform/http.ts';
import type { Gateway, Request } from '../cloud/gateway.ts';
import type { World } from '../engine/world.ts';
import { check } from '../invariants/invariant.ts';
import { answeredInTheEnd, type Seen } from '../invariants/ledger.ts';
import type { Operation } from '../linearizable.ts';
import { type Command, GUESTS, isFinal, onceOf, requestOf, TELLERS } from './command.ts';

/** Everybody who uses the accounts, and what each of them has done and seen. */
export interface Clients {
  readonly commands: Map<string, Command>;
  commandOf(request: Request): Command | undefined;
  usesOf(once: string): number;
  /** What was seen of each account, for the search for an order that explains it. */
  readonly histories: Map<string, Operation<Seen>[]>;
  /** Opens an account for each guest. */
  open(gateway: Gateway): Promise<readonly string[]>;
  /** Everybody at once, in the worst of weather. */
  play(gateway: Gateway, accounts: readonly string[]): Promise<void>;
  /** Nobody fails any more: what is open is settled, and old requests come again, after a month even. */
  settle(gateway: Gateway): Promise<void>;
  /** Reads an account, as its history sees it. */
  read(gateway: Gateway, accountID: string): Promise<HttpResponse | undefined>;
}

export interface ClientsOptions {
  readonly world: World;
  readonly commandsEach: number;
}

const HOUR_MS = 3_600_000;
const RETRY_MS = [50, 1_000, 10_000, 11 * 60_000, 25 * HOUR_MS, 30 * 24 * HOUR_MS];
const ATTEMPTS_MAX = 4;

export function createClients({ world, commandsEach }: ClientsOptions): Clients {
  const commands = new Map<string, Command>();
  const requests = new WeakMap<Request, Command>();
  const histories = new Map<string, Operation<Seen>[]>();
  /** Sent, and without a final answer so far. */
  const unsettled = new Map<Command, Open>();
  const settled: Command[] = [];
  let [tick, keys] = [0, 0];

  return {
    commands,
    histories,
    commandOf: (request) => requests.get(request),
    usesOf: (once) => [...commands.values()].filter((command) => onceOf(command) === once).length,

    open: (gateway) =>
      Promise.all(
        GUESTS.map(async (principal) => {
          const command = add({ operation: 'openAccount', principal, key: newKey(), accountID: '', change: 0 });
          const response = await insist(gateway, command, Number.POSITIVE_INFINITY);
          return String(JSON.parse(response?.body ?? '{}').accountID);
        }),
      ),

    async play(gateway, accounts) {
      const own = world.choose('which guest', GUESTS.length);
      const principals = [...TELLERS, GUESTS[own] as Principal];
      await Promise.all([
        ...principals.map(async (principal, n) => {
          for (let made = 0; made < commandsEach; made += 1) {
            await world.sleep(world.choose('pause', 60));
            const isOwn = n === TELLERS.length;
            const accountID = accounts[isOwn ? own : world.choose('account', accounts.length)] ?? '';
            const isDeposit = !isOwn && world.choose('deposit', 2) === 0;
            const change = isDeposit ? 1 + world.choose('amount', 100) : -1 - world.choose('amount', 100);
            const operation = isDeposit ? 'createDeposit' : 'createWithdrawal';
            const asked = { operation, principal, accountID, change } as const;
            await insist(gateway, add({ ...asked, key: keyFor(asked) }), ATTEMPTS_MAX);
          }
        }),
        (async () => {
          for (let reads = 0; reads < 2; reads += 1) {
            await world.sleep(world.choose('pause', 200));
            await read(gateway, accounts[world.choose('account', accounts.length)] ?? '');
          }
        })(),
      ]);
    },

    async settle(gateway) {
      await Promise.all(
        [...unsettled].map(async ([command, { isGivenUp }]) => {
          if (isGivenUp) return;
          const response = await send(gateway, command);
          check(world, answeredInTheEnd, { command: command.name, status: response?.status });
        }),
      );
      for (const command of settled.filter(() => world.choose('again', 2) === 0)) {
        await world.sleep(RETRY_MS[world.choose('again after', RETRY_MS.length)] ?? 0);
        await send(gateway, command);
      }
    },

    read,
  };

  function add(command: Omit<Command, 'name'>): Command {
    const named = { ...command, name: `command-${String(commands.size).padStart(3, '0')}` };
    commands.set(named.name, named);
    return named;
  }

  function newKey(): string {
    keys += 1;
    return `key-${keys}`;
  }

  /** A new one, but for whoever confuses keys, or has the same as somebody else. */
  function keyFor({ operation, principal }: Pick<Command, 'operation' | 'principal'>): string {
    const alike = [...commands.values()].filter((each) => each.operation === operation);
    const own = alike.filter((each) => each.principal === principal);
    const others = alike.filter((each) => each.principal !== principal);
    const pick = (from: readonly Command[]) => from[world.choose('whose key', from.length)]?.key ?? newKey();
    if (own.length > 0 && world.fault('client: key with another body', operation)) return pick(own);
    if (others.length > 0 && world.fault('client: key of somebody else', operation)) return pick(others);
    return newKey();
  }

  /** Sends a command again and again, up to a number of times; for good only where it loses patience. */
  async function insist(gateway: Gateway, command: Command, attempts: number): Promise<HttpResponse | undefined> {
    world.mark('an operation');
    for (let attempt = 1; attempt <= attempts && !world.found.violation; attempt += 1) {
      if (attempt > 1) await world.sleep(RETRY_MS[world.choose('retry after', RETRY_MS.length)] ?? 0);
      const response = await send(gateway, command);
      if (response && isFinal(response)) return response;
      if (attempts === ATTEMPTS_MAX && world.fault('client: gives up', command.operation)) {
        (unsettled.get(command) as Open).isGivenUp = true;
        return undefined;
      }
    }
    return undefined;
  }

  /** One attempt; the first one begins its operation in the account's history, and the first final answer ends it. */
  async function send(gateway: Gateway, command: Command): Promise<HttpResponse | undefined> {
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

  async function read(gateway: Gateway, accountID: string): Promise<HttpResponse | undefined> {
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
