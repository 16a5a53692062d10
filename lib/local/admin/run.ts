import { connect, type Socket } from 'node:net';
import { userInfo } from 'node:os';
import { createInterface } from 'node:readline';
import { openCloudStorage, startCloud } from '../cloud.ts';
import { Misused } from '../command-line.ts';
import { adminSocketOf, hasData, openDataFolder } from '../data-folder.ts';
import { lineLog } from '../log.ts';
import { clock } from '../platform.ts';
import { UnusableData } from '../storage/storage.ts';
import type { Terminal } from './command.ts';
import { type Order, readOrder } from './commands.ts';
import type { Request, Told } from './socket.ts';

/** `npm run <command>`: has the running system do it, or does it itself where none runs. Sets the exit code. */
export async function runCommand(order: Order): Promise<void> {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  const terminal = terminalOn(process, stop.signal);
  try {
    const { data } = readOrder(order);
    if (!hasData(data)) throw new UnusableData(`There is no data of Liftline in ${data}: name its folder with --data.`);
    const request = { ...order, who: userInfo().username };
    const running = await connectTo(adminSocketOf(data));
    process.exitCode = running ? await orderFrom(running, request, terminal) : await doIt(data, request, terminal);
  } catch (error) {
    if (!(error instanceof Misused || error instanceof UnusableData)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
  }
}

/** Undefined when nobody listens there. */
function connectTo(path: string): Promise<Socket | undefined> {
  return new Promise((resolve, reject) => {
    const socket = connect(path, () => resolve(socket));
    socket.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ECONNREFUSED') resolve(undefined);
      else reject(new UnusableData(`${path} cannot be opened: ${error.code}.`, { cause: error }));
    });
  });
}

async function orderFrom(socket: Socket, request: Request, terminal: Terminal): Promise<number> {
  terminal.signal.addEventListener('abort', () => socket.destroy());
  socket.on('error', () => socket.destroy());
  socket.write(`${JSON.stringify(request)}\n`);
  for await (const line of createInterface({ input: socket })) {
    const told: Told = JSON.parse(line);
    if ('print' in told) terminal.print(told.print);
    else if ('progress' in told) terminal.progress(...told.progress);
    else {
      if (told.error !== undefined) process.stderr.write(`${told.error}\n`);
      return told.exit;
    }
  }
  throw new UnusableData('The running system went away before it was done.');
}

/** With the folder's lock, so that no system starts meanwhile; its workers run, so that what waits is worked off. */
async function doIt(data: string, { who, ...order }: Request, terminal: Terminal): Promise<number> {
  const folder = openDataFolder(data);
  const lines = lineLog({ clock, write: (text) => void process.stderr.write(text) });
  // Whoever runs a command wants to know what went wrong, and what was done to a letter; not of every batch.
  const log = { ...lines, info: () => undefined };
  const storage = openCloudStorage({
    file: folder.database,
    onCommitFailed(cause) {
      throw new UnusableData(`The data in ${data} could not be written.`, { cause });
    },
  });
  const cloud = startCloud({ storage, log, onWorkerFailed: () => undefined });
  // The timers of the cloud let a process end that waits for nothing else.
  const alive = setInterval(() => undefined, 60_000);
  try {
    return await readOrder(order).run({ cloud, log, who, terminal });
  } finally {
    await cloud.stop();
    storage.close();
    lines.flush();
    folder.unlock();
    clearInterval(alive);
  }
}

/** Lines go to standard output; the bar is for a person's eyes alone. */
function terminalOn({ stdout, stderr }: Pick<NodeJS.Process, 'stdout' | 'stderr'>, signal: AbortSignal): Terminal {
  return {
    print: (line) => void stdout.write(`${line}\n`),
    progress(done, of) {
      if (!stderr.isTTY) return;
      const filled = Math.round((done / of) * BAR_WIDTH);
      stderr.write(`\r[${'#'.repeat(filled).padEnd(BAR_WIDTH)}] ${done}/${of}${done === of ? '\n' : ''}`);
    },
    signal,
  };
}

const BAR_WIDTH = 40;
