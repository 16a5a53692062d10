import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { openAccounts } from '../load/accounts.ts';
import { readLedger } from '../load/ledger-on-disk.ts';
import { openDisk, startLiftline } from '../load/liftline.ts';
import { movements } from '../load/movement.ts';
import { seeded } from '../load/random.ts';
import { runOn } from '../load/run-command.ts';
import { sendMoney } from '../load/send-money.ts';
import type { Server } from '../load/server.ts';

let folder: string;
let data: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'liftline-reconcile-'));
  data = join(folder, 'data');
  return () => rmSync(folder, { recursive: true });
});

test('reconciles beside running traffic, and the same system when it is stopped', async () => {
  const { system, enough } = await busySystem();

  const beside = await runOn(data, 'reconcile');
  const { answered } = await enough();
  await system.stop();
  const alone = await runOn(data, 'reconcile');

  expect(beside).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(/\ndifferences: 0\n$/) });
  expect(alone).toMatchObject({ code: 0, stderr: '' });
  const moved = [...answered.values()].filter(({ status }) => status === 201).length;
  expect(alone.stdout).toBe(
    `accounts 20, entries ${moved}, transfers ${moved}, open holds 0, currencies 1\nshards 100, of which 100 stood still; the others were held against what moved meanwhile, too\ndifferences: 0\n`,
  );
});

test('exits with 1 and says what differs, once more while the system runs', async () => {
  const { system, enough } = await busySystem();
  await enough();
  await system.stop();
  const database = openDisk(data, { readOnly: false });
  database.exec(
    "UPDATE table_ledger SET item = json_set(item, '$.balance', json_extract(item, '$.balance') + 1) WHERE sk = 'A' AND pk = (SELECT max(pk) FROM table_ledger WHERE sk = 'A')",
  );
  database.close();

  const alone = await runOn(data, 'reconcile');
  const again = await startLiftline(data);
  onTestFinished(() => again.kill());
  const beside = await runOn(data, 'reconcile');

  expect(alone.code).toBe(1);
  expect(alone.stdout).toMatch(/\naccount \w{26}: has a balance of \d+, and its entries \d+\ndifferences: 1\n$/);
  expect(beside).toEqual(alone);
});

test('backs up a busy system, and starts from the backup with every transfer that was made before', async () => {
  const { system, enough } = await busySystem();
  const committed = readLedger(data).applied;
  const backup = join(folder, 'backup.sqlite');

  const made = await runOn(data, 'backup', '--to', backup);
  await enough();
  await system.kill();
  const restored = join(folder, 'restored');
  mkdirSync(restored, { mode: 0o700 });
  renameSync(backup, join(restored, 'liftline.sqlite'));
  const anew = await startLiftline(restored);
  onTestFinished(() => anew.kill());
  const reconciled = await runOn(restored, 'reconcile');
  await anew.stop();
  const kept = readLedger(restored).applied;

  expect(made).toMatchObject({ code: 0, stderr: '' });
  expect(reconciled).toMatchObject({ code: 0, stdout: expect.stringMatching(/\ndifferences: 0\n$/) });
  expect(committed.size).toBeGreaterThan(0);
  expect([...committed].filter((id) => !kept.has(id))).toEqual([]);
});

test('backs up a stopped system into a file for its owner alone, and leaves nothing else behind', async () => {
  await (await startLiftline(data)).stop();
  const backup = join(folder, 'backup.sqlite');

  const { code } = await runOn(data, 'backup', '--to', backup);

  expect(code).toBe(0);
  expect(statSync(backup).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder).toSorted()).toEqual(['backup.sqlite', 'data', 'data.log']);
});

test.each([
  { where: 'there is a file', name: 'taken' },
  { where: 'there is no folder', name: 'nowhere/backup' },
])('makes no backup where $where', async ({ name }) => {
  await (await startLiftline(data)).stop();
  writeFileSync(join(folder, 'taken'), 'somebody else’s');

  const { code, stdout, stderr } = await runOn(data, 'backup', '--to', join(folder, name));

  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/^[^\n]+ was not made: [^\n]+\.\n$/);
  expect(statSync(join(folder, 'taken')).size).toBe(Buffer.byteLength('somebody else’s'));
  expect(readdirSync(folder).toSorted()).toEqual(['data', 'data.log', 'taken']);
});

/** A system whose tills move money until it is enough. */
async function busySystem() {
  const system: Server = await startLiftline(data);
  onTestFinished(() => system.kill());
  const accountIDs = await openAccounts(system, { count: 20, connections: 1 });
  const until = new AbortController();
  const tills = sendMoney({
    target: () => system,
    movements: movements(accountIDs, seeded(1)),
    connections: 8,
    random: seeded(2),
    until: until.signal,
  });
  while (readLedger(data).applied.size < 200) await sleep(10);
  return {
    system,
    enough() {
      until.abort();
      return tills;
    },
  };
}
