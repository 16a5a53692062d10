import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Script } from '../load/npm-script.ts';
import { type Ran, runCommand } from '../load/run-command.ts';

/** An AWS account of the emulator's, bootstrapped for the CDK. */
export interface Cloud {
  /** What an AWS client has to be told. */
  readonly connection: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
  /** Runs the real CDK command line in the folder of an app until it has succeeded. */
  cdk(command: Command): Promise<void>;
  /** Runs a command of ours as an operator does who is signed in to this account: `npm run <name> -- …`. */
  command(name: Script, ...args: readonly string[]): Promise<Ran>;
  stop(): Promise<void>;
}

interface Command {
  readonly args: readonly string[];
  readonly cwd: string;
  /** What the log of its output is called. */
  readonly log: string;
}

export async function startCloud({ python, scratch }: { python: string; scratch: string }): Promise<Cloud> {
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const home = join(scratch, 'home');
  await mkdir(home);
  // Nothing else is inherited: no credentials, profiles, proxies or settings of whoever runs the suite.
  const environment = {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    TMPDIR: scratch,
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_EC2_METADATA_DISABLED: 'true',
    CDK_DISABLE_CLI_TELEMETRY: 'true',
  };

  const launcher = join(import.meta.dirname, 'emulator.py');
  const emulator = start(python, { args: [launcher, String(port)], cwd: scratch, log: 'emulator' });
  try {
    await healthy(endpoint, emulator);
    // In a folder without an app, which the CLI would synthesise to learn nothing but its environment.
    await cdk({ args: ['bootstrap', 'aws://000000000000/us-east-1'], cwd: home, log: 'bootstrap' });
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    connection: { endpoint, region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } },
    cdk,
    command: (name, ...args) => runCommand({ name, args, environment }),
    stop,
  };

  async function cdk({ args, cwd, log }: Command): Promise<void> {
    const [status] = await once(start('cdk', { args: ['--no-notices', '--ci', ...args], cwd, log }), 'exit');
    if (status === 0) return;
    const output = await readFile(join(scratch, `${log}.log`), 'utf8');
    throw new Error(`cdk ${args[0]} ended with ${status}:\n${output.split('\n').slice(-60).join('\n')}`);
  }

  /** The emulator ends when its standard input does, so it ends with this process too, whatever befalls it. */
  async function stop(): Promise<void> {
    if (emulator.exitCode !== null || emulator.signalCode !== null) return;
    emulator.stdin?.end();
    await once(emulator, 'exit');
  }

  function start(program: string, { args, cwd, log }: Command): ChildProcess {
    const output = openSync(join(scratch, `${log}.log`), 'w');
    const child = spawn(program, args, { cwd, env: environment, stdio: ['pipe', output, output] });
    closeSync(output);
    return child;
  }
}

async function healthy(endpoint: string, emulator: ChildProcess): Promise<void> {
  for (let attempts = 0; attempts < 150; attempts++) {
    if (emulator.exitCode !== null) throw new Error(`the emulator ended with ${emulator.exitCode}: see its log`);
    const answer = await fetch(`${endpoint}/_ministack/health`).catch(() => undefined);
    if (answer?.ok) return;
    await sleep(200);
  }
  throw new Error('the emulator did not answer within 30 s: see its log');
}

async function freePort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
