import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ROOT, startServer } from '../load/server.ts';
import { type AcceptanceLine, type Finding, finding } from './line.ts';

/** What the lines that `npm start` prints must show when they are pasted: health, a scan, its day. */
const SHOWN = [/"status": *"ok"/, /^HTTP\/1\.1 201 /, /^210$/];
/** "In about three minutes or less." */
const TEST_SECONDS_MAX = 200;
const COMMAND_SECONDS_MAX = 600;

export const freshClone: AcceptanceLine = {
  name: 'fresh-clone',
  says: 'git clone, npm ci && npm start: the three printed curl lines work as pasted; npm ci && npm test passes',
  async *check(folder) {
    mkdirSync(folder);
    const clone = join(folder, 'clone');

    yield run('node --version', folder);
    yield run(`git clone --quiet ${ROOT} ${clone}`, folder);
    const installed = run('npm ci', clone);
    yield installed;
    if (!installed.holds) return;

    yield* pasteGreeting(clone);
    yield run('npm ci', clone);
    yield run('npm test', clone, TEST_SECONDS_MAX);
  },
};

/** A command as somebody would type it: how long it took and the last that it said, or everything if it failed. */
function run(command: string, folder: string, secondsMax = COMMAND_SECONDS_MAX): Finding {
  const started = performance.now();
  const { status, stdout, stderr } = spawnSync('sh', ['-c', command], {
    cwd: folder,
    env: plainEnvironment(),
    encoding: 'utf8',
    timeout: COMMAND_SECONDS_MAX * 1_000,
  });
  const seconds = (performance.now() - started) / 1_000;
  const said = status === 0 ? stdout.trim().split('\n').at(-1) : `exit ${status}\n${stdout}${stderr}`;
  return finding(status === 0 && seconds <= secondsMax, command, `${seconds.toFixed(1)} s, ${said}`);
}

async function* pasteGreeting(clone: string): AsyncGenerator<Finding> {
  const server = await startServer({
    program: 'npm',
    args: ['start', '--', '--port', '0'],
    folder: clone,
    log: `${clone}.log`,
    env: plainEnvironment(),
    ready: /(^curl .*\n){3}/m,
    signalGroup: true,
  });
  try {
    const lines = server.greeting.split('\n').filter((line) => line.startsWith('curl '));
    for (const [i, line] of lines.entries()) {
      const { stdout } = spawnSync('sh', ['-c', line], { encoding: 'utf8' });
      yield finding(SHOWN[i]?.test(stdout) ?? false, `pasted curl line ${i + 1}`, stdout.split('\r\n')[0] ?? '');
      // "And, a second later, its day."
      await sleep(1_000);
    }
  } finally {
    await server.stop();
  }
}

/** As a new terminal has it: `npm run` puts its own Node.js first on the path, and settings of this project beside it. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('npm_') && name !== 'INIT_CWD');
  const path = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => !folder.includes('node_modules'));
  return { ...Object.fromEntries(kept), PATH: path.join(delimiter) };
}
