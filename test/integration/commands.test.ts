import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { putIntoQueue, readDisk, startLiftline } from '../load/liftline.ts';
import type { Script } from '../load/npm-script.ts';
import { between, seeded } from '../load/random.ts';
import { runOn as run, runCommand } from '../load/run-command.ts';
import { courseLoad } from '../load/scan.ts';
import { sendScans } from '../load/send-scans.ts';
import type { Server } from '../load/server.ts';

const KILLS = 6;
const SEED = Number(process.env['KILL_SEED'] ?? 1);

test(`accounts for every scan and every skier after ${KILLS} kills under load and poison in the queue (seed ${SEED})`, async () => {
  const data = dataFolder();
  const random = seeded(SEED);
  let system = await startLiftline(data);
  onTestFinished(() => system.kill());
  const enough = new AbortController();
  const gates = sendScans({
    target: () => system,
    scans: courseLoad({ seed: SEED, skiers: 2_000 }),
    connections: 8,
    until: enough.signal,
  });
  for (let kill = 1; kill <= KILLS; kill += 1) {
    await sleep(between(random, 50, 400));
    await system.kill();
    if (kill === 1) putIntoQueue(data, ['not json', '{"schema":9,"rides":[1,2]}']);
    system = await startLiftline(data);
  }
  enough.abort();
  const { sent } = await gates;

  const beside = await run(data, 'recount', '--all');
  await system.kill();
  const alone = await run(data, 'recount', '--all');

  const { rides } = readDisk(data);
  const [, received, stored, repeated, parked] = figures(beside.stdout);
  expect(beside).toMatchObject({ code: 0, stderr: '' });
  expect(alone).toMatchObject({ code: 0, stdout: beside.stdout });
  expect({ stored, parked }).toEqual({ stored: rides.size, parked: 3 });
  expect(received).toBe(Number(stored) + Number(repeated) + Number(parked));
  for (const [day, skiers] of skiersOf(sent.values()))
    expect(beside.stdout).toContain(`${day}: ${skiers} skiers; nothing`);
});

test('lists, shows, sends back and discards dead letters beside the running system', async () => {
  const data = dataFolder();
  await (await startLiftline(data)).stop();
  putIntoQueue(data, ['po\u001b[31mison', '{"schema":9,"rides":[]}']);
  const system = await startLiftline(data);
  onTestFinished(() => system.kill());
  await run(data, 'recount', '--all');

  const listed = await run(data, 'dead-letters', 'list');
  const shown = await run(data, 'dead-letters', 'show', '--reason', 'not_json');
  const tried = await run(data, 'dead-letters', 'replay', '--dry-run');
  const sentBack = await run(data, 'dead-letters', 'replay');
  const discarded = await run(data, 'dead-letters', 'discard', '--reason', 'unknown_schema');
  const left = await run(data, 'dead-letters', 'list');

  expect(listed.stdout).toMatch(/^not_json: 1 in all.*\nunknown_schema: 1 in all/);
  expect(shown.stdout).toContain('body: po\\u{1b}[31mison');
  expect(tried.stdout.match(/would be parked again and stays/g)).toHaveLength(2);
  expect(sentBack.stdout).toContain('0 of 2 letters sent back');
  expect(discarded.stdout).toBe('1 of 1 letters discarded\n');
  expect(left.stdout).toMatch(/^not_json: 1 in all.*\n$/);
});

test('opens its socket to nobody but its owner', async () => {
  const data = dataFolder();
  const system: Server = await startLiftline(data);
  onTestFinished(() => system.kill());

  expect(statSync(join(data, 'admin.sock')).mode & 0o777).toBe(0o600);
});

/** A command of ours, and what is given to it. */
type Line = readonly [name: Script, ...args: string[]];

test.each<{ mistake: string; args: Line }>([
  { mistake: 'an unknown flag', args: ['recount', '--everything'] },
  { mistake: 'half a day', args: ['recount', '--resort', '1'] },
  { mistake: 'a day and all of them', args: ['recount', '--all', '--day', '1'] },
  { mistake: 'an unknown act', args: ['dead-letters', 'burn'] },
  { mistake: 'a rate that is none', args: ['dead-letters', 'replay', '--rate', '0'] },
  { mistake: 'a folder without data', args: ['recount', '--all'] },
  { mistake: 'a table of its own here', args: ['reconcile', '--ledger-table', 'restored'] },
  { mistake: 'no file to make', args: ['backup'] },
  { mistake: 'two places at once', args: ['recount', '--all', '--stage', 'dev'] },
])('explains $mistake in one sentence and exits with 2', async ({ args: [name, ...args] }) => {
  const data = dataFolder();

  const { code, stdout, stderr } = await run(data, name, ...args);

  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/^[^\n]+\.[^\n]*\n$/);
});

test.each<{ mistake: string; args: Line; environment?: NodeJS.ProcessEnv; says: string }>([
  { mistake: 'an unknown stage', args: ['recount', '--all', '--stage', 'moon'], says: 'There is no stage "moon"' },
  { mistake: 'no Region', args: ['recount', '--all', '--stage', 'dev'], says: 'No AWS Region' },
  {
    mistake: 'no credentials',
    args: ['dead-letters', 'list', '--stage', 'dev'],
    environment: { AWS_REGION: 'us-east-1' },
    says: 'There are no AWS credentials',
  },
  {
    mistake: 'an AWS that does not answer',
    args: ['dead-letters', 'list', '--stage', 'dev'],
    environment: {
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'fake',
      AWS_SECRET_ACCESS_KEY: 'fake',
      // Nobody listens on the port of "discard", which Linux gives to root alone.
      AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
    },
    says: 'AWS did not answer',
  },
])('explains $mistake in one sentence and exits with 2', async ({ args: [name, ...args], environment, says }) => {
  const { code, stdout, stderr } = await runCommand({ name, args, environment });

  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/^[^\n]+\.[^\n]*\n$/);
  expect(stderr).toContain(says);
});

function dataFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'liftline-commands-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, 'data');
}

/** Acknowledged, received, stored, repeated, parked. */
function figures(printed: string): number[] {
  const [, acknowledged] = /scans acknowledged (\d+)/.exec(printed) ?? [];
  const [, ...others] = /messages' scans (\d+) = stored (\d+) \+ repeated (\d+) \+ parked (\d+)/.exec(printed) ?? [];
  return [acknowledged, ...others].map(Number);
}

/** Unique skiers of each resort's day, counted from what was sent. */
function skiersOf(sent: Iterable<{ readonly resortID: number; readonly skierID: number }>): Map<string, number> {
  const days = Map.groupBy(sent, ({ resortID }) => `resort ${resortID}, season 2022, day 1`);
  return new Map([...days].map(([day, scans]) => [day, new Set(scans.map(({ skierID }) => skierID)).size]));
}
