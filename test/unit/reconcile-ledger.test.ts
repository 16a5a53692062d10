import { expect, test } from 'vitest';
import { reconcileLedger } from '../../lambdas/accounts/reconcile-ledger.ts';
import { ledgerScan } from '../../lambdas/accounts/store.scan.ts';
import { ledgerPlatform } from '../fakes/accounts.ts';
import { fakeLog } from '../fakes/log.ts';

test('counts that it has reconciled, and how much differs, and says what', async () => {
  const { platform, work, log } = onLedger();
  await platform.items.putAll('ledger', [
    { pk: 'H#cash-EUR#007', sk: 'H', balance: 5, debits: 0, credits: 5, count: 1 },
  ]);

  await work(log);

  expect(platform.metrics.totals()).toEqual({ LedgersReconciled: 1, LedgerDrift: 1 });
  expect(log.lines).toMatchObject([
    { level: 'ERROR', message: 'ledger differs', fields: { what: 'shard 7 of cash-EUR' } },
    { level: 'INFO', message: 'ledger reconciled', fields: { shards: 100, differences: 1 } },
  ]);
});

test('counts no drift where nothing differs', async () => {
  const { platform, work, log } = onLedger();

  await work(log);

  expect(platform.metrics.totals()).toEqual({ LedgersReconciled: 1 });
});

test('counts nothing when it is stopped before the end', async () => {
  const { platform, work, log } = onLedger();

  const stopped = work(log, AbortSignal.abort(new Error('stopping')));

  await expect(stopped).rejects.toThrow('stopping');
  expect(platform.metrics.totals()).toEqual({});
});

test('reads no faster than it may', async () => {
  const { platform, work, log } = onLedger({ itemsPerSecond: 10 });
  await platform.items.putAll(
    'ledger',
    Array.from({ length: 600 }, (_, n) => ({ pk: `A#${n}`, sk: 'A#ADDRESS' })),
  );

  await work(log);

  expect(platform.clock.monotonic()).toBe(1_000 + 60_000);
});

function onLedger(options: { itemsPerSecond?: number } = {}) {
  const platform = ledgerPlatform();
  const ledger = ledgerScan({ ...platform, ...options, table: 'ledger' });
  return { platform, log: fakeLog(), work: reconcileLedger({ ...platform, ledger, settleMs: 1_000 }) };
}
