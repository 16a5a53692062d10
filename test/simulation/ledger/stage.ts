import type { Principal } from '#platform/call.ts';
import type { World } from '../engine/world.ts';
import { check } from '../invariants/invariant.ts';
import * as invariants from '../invariants/ledger.ts';
import { type Answers, keepAnswers } from './answers.ts';
import { type Books, keepBooks } from './books.ts';
import { type Clients, createClients } from './clients.ts';
import { type LedgerCloud, ledgerCloud } from './cloud.ts';
import { GUESTS, TELLERS } from './command.ts';

/** The accounts and their API, with everything watched that is written or answered. */
export interface LedgerStage {
  readonly clients: Clients;
  readonly cloud: LedgerCloud;
  /** Opens an account for each guest, however often that takes; in their order. */
  open(): Promise<readonly string[]>;
  /** Settles what is open, and holds what is left against what everybody saw. */
  end(accounts: readonly string[]): Promise<void>;
}

/** Longer than any request is on its way (cloud/tables.ts) and any process stands still (cloud/environment.ts). */
const CALM_MS = 120_000;

export function setLedgerStage(world: World): LedgerStage {
  const foreign = new Map<string, readonly string[]>();
  const cloud = ledgerCloud(world, (request, response) => answers.onAnswer(request, response));
  const clients = createClients(world, cloud.gateway);
  const answers: Answers = keepAnswers({
    world,
    commandOf: clients.commandOf,
    usesOf: clients.usesOf,
    books: () => books,
    foreignTo: (sub) => foreign.get(sub) ?? [],
  });
  const { commands } = clients;
  const books: Books = keepBooks({
    world,
    rows: cloud.tables.rows('ledger'),
    commands,
    refusedFor: answers.refusedFor,
  });

  return {
    clients,
    cloud,

    async open() {
      const accounts = await Promise.all(GUESTS.map(openFor));
      GUESTS.forEach(({ sub }, n) => {
        const [other, theirs] = [GUESTS[1 - n]?.sub, accounts[1 - n]];
        foreign.set(
          sub,
          [other, theirs].filter((each) => each !== undefined),
        );
      });
      return accounts;
    },

    async end(accounts) {
      await world.sleep(CALM_MS);
      await clients.settle();
      for (const accountID of accounts) await checkReads(world, { cloud, books, clients, accountID });
      await checkStrangers(world, cloud, accounts);
    },
  };

  async function openFor(principal: Principal): Promise<string> {
    const command = clients.add({ operation: 'openAccount', principal, accountID: '', change: 0 });
    const response = await clients.insist(command, Number.POSITIVE_INFINITY);
    return String(JSON.parse(response?.body ?? '{}').accountID);
  }
}

interface End {
  readonly cloud: LedgerCloud;
  readonly books: Books;
  readonly clients: Clients;
  readonly accountID: string;
}

/** What the API says of an account in the end: what the books say, and what an order of all that was seen explains. */
async function checkReads(world: World, { cloud, books, clients, accountID }: End): Promise<void> {
  await clients.read(accountID);
  check(world, invariants.linearizable, { accountID, history: clients.histories.get(accountID) ?? [] });

  const [principal] = TELLERS as [Principal];
  const path = `/accounts/${accountID}/transactions`;
  const response = await cloud.gateway.send({ method: 'GET', path, query: 'order=asc', principal });
  const told = JSON.parse(response?.body ?? '{}').transactions as {
    version: number;
    balance: number;
    reference: string;
  }[];
  check(world, invariants.listIsBook, { told, book: books.books.get(accountID)?.entries ?? [] });
}

/** One guest asks for the account of the other. */
async function checkStrangers(world: World, { gateway }: LedgerCloud, accounts: readonly string[]): Promise<void> {
  const [principal] = GUESTS as [Principal];
  const response = await gateway.send({ method: 'GET', path: `/accounts/${accounts[1]}`, principal });
  check(world, invariants.strangersFindNothing, { to: principal.sub, status: response?.status });
}
