import type { Items } from '#platform/items.ts';
import { routesOn } from '../../lib/local/services.ts';
import { ledgerItems, ledgerPlatform } from './accounts.ts';
import { fakeCall } from './call.ts';

/** The operations themselves on items in memory, without HTTP; whoever asks is staff. */
export function memoryBank(items: Items = ledgerItems()) {
  const platform = ledgerPlatform(items);
  const { clock } = platform;
  const routes = routesOn(platform, { document: {}, statistics: { endpoints: async () => [] } });
  const serves = new Map(routes.map(({ operation, serve }) => [operation.operationId, serve]));
  let keys = 0;

  return { clock, metrics: platform.metrics, account, ask, open, send, sumOf, transfer };

  /** What an operation answers to an input that has passed its contract. */
  async function ask(operationId: string, input: object) {
    const call = fakeCall({ deadlineMs: clock.monotonic() + 10_000 });
    const answer = await serves.get(operationId)?.(input as never, call);
    if (answer?.kind === 'recorded') {
      const { status, body: text, isReplay } = answer;
      return { status, text, isReplay, told: JSON.parse(text) as Record<string, unknown> };
    }
    if (answer?.kind !== 'success') throw new Error(`${operationId} answers ${JSON.stringify(answer)}.`);
    const text = JSON.stringify(answer.body);
    return { status: answer.status, text, isReplay: false, told: JSON.parse(text) as Record<string, unknown> };
  }

  /** A command with a key that no other one has. */
  function send(operationId: string, input: object) {
    return ask(operationId, { key: `sent-${++keys}`, ...input });
  }

  /** An account with this much in it. */
  async function open({
    balance = 0,
    ...body
  }: {
    balance?: number;
    ownerID?: string;
    kind?: 'house';
  }): Promise<string> {
    const { told } = await send('openAccount', { body: { currency: 'EUR', ...body } });
    const accountID = String(told['accountID']);
    if (balance > 0) await send('createDeposit', { params: { accountID }, body: { amount: balance } });
    return accountID;
  }

  function transfer(body: { from: string; to: string; amount: number }) {
    return send('createTransfer', { body });
  }

  async function account(accountID: string): Promise<Record<string, unknown>> {
    return (await ask('getAccount', { params: { accountID } })).told;
  }

  async function sumOf(accountIDs: readonly string[]): Promise<number> {
    const all = await Promise.all(accountIDs.map(account));
    return all.reduce((sum, { balance }) => sum + Number(balance), 0);
  }
}
