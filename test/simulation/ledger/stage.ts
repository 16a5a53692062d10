import type { World } from '../engine/world.ts';
import { type Addresses, keepAddresses } from './addresses.ts';
import { type Answers, keepAnswers } from './answers.ts';
import { type Books, keepBooks } from './books.ts';
import { type Clients, createClients } from './clients.ts';
import { type LedgerCloud, ledgerCloud } from './cloud.ts';
import { GUESTS } from './command.ts';
import { checkEnd } from './end.ts';
import { open } from './wishes.ts';

/** The accounts and their API, with everything watched that is written or answered. */
export interface LedgerStage {
  readonly clients: Clients;
  readonly cloud: LedgerCloud;
  readonly books: Books;
  readonly addresses: Addresses;
  /** Opens an account for each guest, however often that takes; in their order. */
  open(): Promise<readonly string[]>;
  /** Settles what is open, and holds what is left against what everybody saw. */
  end(accounts: readonly string[]): Promise<void>;
}

/** Longer than any request is on its way (cloud/tables.ts) and any process stands still (cloud/environment.ts). */
const CALM_MS = 120_000;

export function setLedgerStage(world: World): LedgerStage {
  const foreign = new Map<string, readonly string[]>();
  const addresses = keepAddresses();
  const cloud = ledgerCloud(world, (request, response) => {
    addresses.onAnswer(request);
    answers.onAnswer(request, response);
  });
  const clients = createClients(world, cloud.gateway);
  const { commands } = clients;
  const answers: Answers = keepAnswers({
    world,
    commandOf: clients.commandOf,
    usesOf: clients.usesOf,
    books: () => books,
    foreignTo: (sub) => foreign.get(sub) ?? [],
  });
  const books: Books = keepBooks({
    world,
    rows: cloud.tables.rows('ledger'),
    commands,
    refusedFor: answers.refusedFor,
    clocks: cloud.clocks,
  });

  return {
    clients,
    cloud,
    books,
    addresses,

    async open() {
      const accounts = await Promise.all(
        GUESTS.map(async (guest) => {
          const response = await clients.insist(clients.add(open(guest)), Number.POSITIVE_INFINITY);
          return String(JSON.parse(response?.body ?? '{}').accountID);
        }),
      );
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
      cloud.deployed();
      await world.sleep(CALM_MS);
      await clients.settle();
      await checkEnd({ world, cloud, books, clients, addresses, accounts });
    },
  };
}
