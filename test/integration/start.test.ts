import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { argumentsOf } from '../load/npm-script.ts';

test('prints where it listens, a token, and three lines that work when pasted', async () => {
  const { lines } = await started(['--port', '0', '--data', newFolder()]);
  const [listening, token, health, scan, day] = lines;

  expect(listening).toMatch(/^listening on http:\/\/127\.0\.0\.1:\d+$/);
  expect(token).toMatch(/^token: eyJ/);
  expect(JSON.parse(paste(health))).toEqual({ status: 'ok' });
  expect(paste(scan)).toContain('HTTP/1.1 201');
  await eventually(() => expect(paste(day)).toBe('210'));
});

test('never writes a token to its log', async () => {
  const { lines, child, log } = await started(['--port', '0', '--memory']);
  paste(lines[3]);

  await ended(child, 'SIGTERM');

  expect(log()).toContain('"operationId":"recordRide"');
  expect(log()).not.toContain('eyJ');
});

test('has what it acknowledged after a restart, whether it was told to stop or killed', async () => {
  const data = newFolder();
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    const { lines, child } = await started(['--port', '0', '--data', data]);
    const scan = lines[3]?.replace('"time":217', `"time":${signal === 'SIGTERM' ? 1 : 2}`);
    expect(paste(scan)).toContain('201');
    await ended(child, signal);
  }

  const { lines } = await started(['--port', '0', '--data', data]);

  await eventually(() => expect(paste(lines[4])).toBe('420'));
});

test.each([
  { what: 'an unknown flag', args: ['--prot', '1'], says: "Unknown option '--prot'" },
  { what: 'a flag without its value', args: ['--port', '--open'], says: "'--port' argument is ambiguous" },
  { what: 'a port that is none', args: ['--port', 'http'], says: 'The port must be 0 to 65535' },
  { what: 'two places for the data', args: ['--memory', '--data', 'x'], says: 'give one of them' },
  { what: 'an origin that is none', args: ['--origin', '*'], says: 'An origin is written as' },
  { what: 'threads that are no number', args: ['--threads', 'all'], says: 'The threads must be 0 to 99' },
  { what: 'a data folder that is a file', args: ['--data', fileThatHolds('x')], says: 'is a file' },
  { what: "somebody else's folder", args: ['--data', folderWith('thesis.tex', 'x')], says: 'name an empty one' },
  {
    what: 'a database that is none',
    args: ['--data', folderWith('liftline.sqlite', 'x'.repeat(5_000))],
    says: 'cannot be used as a database',
  },
  { what: 'signing keys that are none', args: ['--data', folderWith('signing-key.json', '{}')], says: 'or are none' },
])('explains $what in one sentence and exits with 2', async ({ args, says }) => {
  const { status, stderr, stdout } = await finished(args);

  expect(status).toBe(2);
  expect(stderr).toContain(says);
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(stdout).toBe('');
});

test('overwrites nothing in a folder that it refuses', async () => {
  const folder = folderWith('liftline.sqlite', 'not a database');

  await finished(['--data', folder]);

  expect(readFileSync(join(folder, 'liftline.sqlite'), 'utf8')).toBe('not a database');
  expect(readdirSync(folder).toSorted()).toEqual(['liftline.sqlite', 'lock']);
});

test('explains a busy port in one sentence and exits with 2', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };

  const { status, stderr } = await finished(['--memory', '--port', String(port)]);

  expect(status).toBe(2);
  expect(stderr).toContain(`Port ${port} of 127.0.0.1 is taken`);
});

test('refuses a second start on the same data folder, and leaves the first alone', async () => {
  const data = newFolder();
  const { lines } = await started(['--port', '0', '--data', data]);

  const { status, stderr } = await finished(['--port', '0', '--data', data]);

  expect(status).toBe(2);
  expect(stderr).toContain('is in use by another process');
  expect(paste(lines[3])).toContain('201');
});

test('ends with its reason when the disk is full, having lost nothing that it acknowledged', async () => {
  const data = newFolder();
  // 600 × 1 KiB is the largest file that this process may write: the log of the database reaches it soon.
  const { lines, child, log } = await started(['--port', '0', '--data', data], { fileKibibytesMax: 600 });
  const day = lines[4] ?? '';
  const exit = new Promise<number | null>((resolve) => child.once('exit', resolve));

  const acknowledged: number[] = [];
  for (let n = 0; child.exitCode === null && n < 20_000; n += 1) {
    const answer = await post(lines, n).catch(() => undefined);
    if (answer === 201) acknowledged.push(n);
    else break;
  }

  expect(await exit).toBe(1);
  expect(log()).toContain('stopping: it cannot go on');
  const again = await started(['--port', '0', '--data', data]);
  const vertical = acknowledged.reduce((sum, n) => sum + liftOf(n) * 10, 0);
  await eventually(() => expect(Number(paste(again.lines[4]))).toBeGreaterThanOrEqual(vertical));
  expect(day).not.toBe('');
});

const liftOf = (n: number) => 1 + (n % 40);

async function post(lines: readonly string[], n: number): Promise<number> {
  const url = /http:\/\/127\S+skiers\S+/.exec(lines[3] ?? '')?.[0] ?? '';
  const token = lines[1]?.slice('token: '.length);
  const body = JSON.stringify({ time: n % 1_440, liftID: liftOf(n) });
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  return (await fetch(url, { method: 'POST', headers, body })).status;
}

function spawned(args: readonly string[], { fileKibibytesMax }: { fileKibibytesMax?: number } = {}) {
  const command = [...argumentsOf('start'), ...args];
  const child = fileKibibytesMax
    ? spawn('bash', ['-c', `ulimit -f ${fileKibibytesMax}; exec "$0" "$@"`, process.execPath, ...command])
    : spawn(process.execPath, command);
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk) => (out += chunk));
  child.stderr.on('data', (chunk) => (err += chunk));
  onTestFinished(() => void child.kill('SIGKILL'));
  return { child, stdout: () => out, stderr: () => err };
}

async function started(args: readonly string[], limits: { fileKibibytesMax?: number } = {}) {
  const { child, stdout, stderr } = spawned(args, limits);
  await eventually(() => {
    if (child.exitCode !== null) throw new Error(`It ended with ${child.exitCode}: ${stderr()}`);
    expect(stdout().split('\n').length).toBeGreaterThan(5);
  });
  return { child, lines: stdout().split('\n'), log: stderr };
}

async function finished(args: readonly string[]) {
  const { child, stdout, stderr } = spawned(args);
  const status = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { status, stdout: stdout(), stderr: stderr() };
}

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const exit = new Promise((resolve) => child.once('close', resolve));
  child.kill(signal);
  await exit;
}

function paste(line: string | undefined): string {
  return execFileSync('bash', ['-c', line ?? 'false'], { encoding: 'utf8' });
}

/** Tries again until it holds, for at most ten seconds. */
async function eventually(assertion: () => void): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      assertion();
      return;
    } catch (error) {
      if (attempt === 200) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'liftline-'));
}

function fileThatHolds(text: string): string {
  return join(folderWith('file', text), 'file');
}

function folderWith(name: string, text: string): string {
  const folder = newFolder();
  writeFileSync(join(folder, name), text);
  return folder;
}
