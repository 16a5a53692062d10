import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { Log } from '#platform/log.ts';
import { openCloudStorage, startCloud } from '../local/cloud.ts';
import { adminSocketOf, hasData, openDataFolder } from '../local/data-folder.ts';
import { UnusableData } from '../local/storage/storage.ts';
import type { Terminal } from './command.ts';
import { readOrder } from './commands.ts';
import { systemOn } from './embedded-system.ts';
import type { Request, Told } from './socket.ts';

interface Asked {
  readonly request: Request;
  readonly log: Log;
  readonly terminal: Terminal;
}

/**
 * Has the running system of a data folder do it, or does it in this process where none runs. Answers the exit code;
 * throws {@link UnusableData}.
 */
export async function runEmbedded(data: string, asked: Asked): Promise<number> {
  if (!hasData(data)) throw new UnusableData(`There is no data of Liftline in ${data}: name its folder with --data.`);
  const running = await connectTo(adminSocketOf(data));
  return running ? orderFrom(running, asked) : doIt(data, asked);
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

async function orderFrom(socket: Socket, { request, terminal }: Asked): Promise<number> {
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
async function doIt(
  data: string,
  { request: { who, folder: where, ...order }, log, terminal }: Asked,
): Promise<number> {
  const folder = openDataFolder(data);
  const storage = openCloudStorage({
    file: folder.database,
    onCommitFailed(cause) {
      throw new UnusableData(`The data in ${data} could not be written.`, { cause });
    },
  });
  const cloud = startCloud({ storage, log, onWorkerFailed: () => undefined });
  try {
    return await readOrder(order).run({ system: systemOn(cloud, folder.database), log, who, folder: where, terminal });
  } finally {
    await cloud.stop();
    storage.close();
    folder.unlock();
  }
}
