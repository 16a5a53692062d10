import fc from 'fast-check';
import type { Item, Items, Page } from '#platform/items.ts';
import { accountID, accountKey, openedAt, owner } from './accounts.ts';
import { command } from './commands.ts';
import { mostly } from './values.ts';

/** No entry is there, so that where a page starts is not among entries whose order nobody promises. */
const betweenOpenings = fc.constantFrom('2025-12', '2026-01-15', '2026-02-02', '\uffff');

/** All pages of a query of an index, as far as it says in which order entries are. */
export const indexQuery = fc
  .record({
    IndexName: fc.constantFrom('byOwner', 'wholeByOwner', 'balanceByOwner'),
    owner,
    condition: fc.oneof<fc.Arbitrary<{ text: string; given: unknown[] }>[]>(
      fc.constant({ text: '', given: [] }),
      fc
        .tuple(fc.constantFrom('=', '<', '<=', '>', '>='), mostly<unknown>(openedAt, fc.constantFrom('', 1)))
        .map(([is, at]) => ({ text: ` AND openedAt ${is} :v0`, given: [at] })),
      openedAt.map((at) => ({ text: ' AND begins_with(openedAt, :v0)', given: [at] })),
      fc.tuple(openedAt, openedAt).map((given) => ({ text: ' AND openedAt BETWEEN :v0 AND :v1', given })),
    ),
    limit: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
    forward: fc.boolean(),
    consistent: mostly(fc.constant(false), fc.constant(true)),
    start: fc.option(fc.record({ owner: mostly(owner, fc.constant('zoe')), openedAt: betweenOpenings, accountID }), {
      nil: undefined,
      freq: 4,
    }),
  })
  .map((drawn) =>
    command('query', drawn, async (items, run) => {
      const { IndexName, owner, condition, limit, forward, consistent, start } = drawn;
      const values = condition.given.map((value, at) => [`:v${at}`, value]);
      return readPages(items, {
        TableName: 'ledger',
        IndexName,
        KeyConditionExpression: `ownerID = :owner${condition.text}`,
        ExpressionAttributeValues: { ':owner': `${run}-${owner}`, ...Object.fromEntries(values) },
        ScanIndexForward: forward,
        ...(limit !== undefined && { Limit: limit }),
        ...(consistent && { ConsistentRead: true }),
        ...(start && {
          ExclusiveStartKey: {
            ...accountKey(run, start.accountID),
            ownerID: `${run}-${start.owner}`,
            openedAt: start.openedAt,
          },
        }),
      });
    }),
  );

/** How many entries each page has, and which; entries with one sort key come in an order that nobody promises. */
async function readPages(items: Items, first: Parameters<Items['query']>[0]): Promise<unknown> {
  const pages: Page[] = [];
  let next: Item | undefined;
  do {
    const page = await items.query({ ...first, ...(next && { ExclusiveStartKey: next }) });
    pages.push(page);
    next = page.next;
  } while (next);
  const entries = pages.flatMap((page) => page.items);
  return {
    sizes: pages.map((page) => page.items.length),
    order: entries.map((entry) => entry['openedAt']),
    entries: entries.toSorted((a, b) => (String(a['pk']) < String(b['pk']) ? -1 : 1)),
  };
}
