import type { Principal } from '#platform/call.ts';
import { check } from '../invariants/invariant.ts';
import * as invariants from '../invariants/ledger.ts';
import type { World } from '../engine/world.ts';
import type { Scenario } from '../scenario.ts';
import { keepAnswers } from './answers.ts';
import { type Books, keepBooks } from './books.ts';
import { type Clients, createClients } from './clients.ts';
import { type LedgerCloud, ledgerCloud } from './cloud.ts';
import { GUESTS, TELLERS } from './command.ts';
import { ledgerMustMeet } from './coverage.ts';

/** Longer than any request is on its way (cloud/tables.ts) and any process stands still (cloud/environment.ts). */
const CALM_MS = 120_000;

/**
 * Two guests' accounts, two tellers and a guest who move money in and out of them, all at once and with every kind of
 * retry; then calm, in which everything is settled and old requests come again.
 */
export function ledgerScenario({ commandsEach }: { readonly commandsEach: number }): Scenario {
  return {
    name: 'ledger',
    mustMeet: ledgerMustMeet,
    async play(world) {
      const clients = createClients({ world, commandsEach });
      const foreign = new Map<string, readonly string[]>();
      const answers = keepAnswers({
        world,
        commandOf: clients.commandOf,
        usesOf: clients.usesOf,
        books: () => books,
        foreignTo: (sub) => foreign.get(sub) ?? [],
      });
      const cloud = ledgerCloud(world, answers.onAnswer);
      const { commands } = clients;
      const books: Books = keepBooks({ world, rows: cloud.tables.rows('ledger'), commands, refusedFor: answers.refusedFor });

      const accounts = await clients.open(cloud.gateway);
      GUESTS.forEach(({ sub }, n) => {
        const [other, theirs] = [GUESTS[1 - n]?.sub, accounts[1 - n]];
        foreign.set(sub, [other, theirs].filter((each) => each !== undefined));
      });
      await clients.play(cloud.gateway, accounts);
      world.heal();
      await world.sleep(CALM_MS);
      await clients.settle(cloud.gateway);
      for (const accountID of accounts) await checkReads(world, { cloud, books, clients, accountID });
      await checkStrangers(world, cloud, accounts);
    },
  };
}

interface End {
  readonly cloud: LedgerCloud;
  readonly books: Books;
  readonly clients: Clients;
  readonly accountID: string;
}

/** What the API says of an account in the end: what the books say, and what an order of all that was seen explains. */
async function checkReads(world: World, { cloud, books, clients, accountID }: End): Promise<void> {
  await clients.read(cloud.gateway, accountID);
  check(world, invariants.linearizable, { accountID, history: clients.histories.get(accountID) ?? [] });

  const [principal] = TELLERS as [Principal];
  const path = `/accounts/${accountID}/transactions`;
  const response = await cloud.gateway.send({ method: 'GET', path, query: 'order=asc', principal });
  const told = JSON.parse(response?.body ?? '{}').transactions as { version: number; balance: number; reference: string }[];
  check(world, invariants.listIsBook, { told, book: books.books.get(accountID)?.entries ?? [] });
}

/** One guest asks for the account of the other. */
async function checkStrangers(world: World, { gateway }: LedgerCloud, accounts: readonly string[]): Promise<void> {
  const [principal] = GUESTS as [Principal];
  const response = await gateway.send({ method: 'GET', path: `/accounts/${accounts[1]}`, principal });
  check(world, invariants.strangersFindNothing, { to: principal.sub, status: response?.status });
}
