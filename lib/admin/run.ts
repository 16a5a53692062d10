import { userInfo } from 'node:os';
import { Misused } from '../local/command-line.ts';
import { lineLog } from '../local/log.ts';
import { clock } from '../local/platform.ts';
import { UnusableData } from '../local/storage/storage.ts';
import type { Terminal } from './command.ts';
import { type Order, readOrder } from './commands.ts';
import { runEmbedded } from './embedded.ts';
import { onStage, UnusableStage } from './stage.ts';

/** `npm run <command>`: does it on the embedded system or on a deployed stage. Sets the exit code. */
export async function runCommand(order: Order): Promise<void> {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  const terminal = terminalOn(stop.signal);
  const lines = lineLog({ clock, write: (text) => void process.stderr.write(text) });
  // Whoever runs a command wants to know what went wrong, and what was done to a letter; not of every batch.
  const log = { ...lines, info: () => undefined };
  const person = { who: userInfo().username, folder: process.cwd() };
  // Neither our timers nor a connection at rest keep a process alive, and both may be all that a command waits for.
  const alive = setInterval(() => undefined, 60_000);
  try {
    const { place, run } = readOrder(order);
    process.exitCode =
      place.kind === 'stage'
        ? await onStage(place.config, (system) => run({ system, log, ...person, terminal }))
        : await runEmbedded(place.data, { request: { ...order, ...person }, log, terminal });
  } catch (error) {
    if (![Misused, UnusableData, UnusableStage].some((told) => error instanceof told)) throw error;
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode = 2;
  } finally {
    clearInterval(alive);
    lines.flush();
  }
}

/** Lines go to standard output; the bar is for a person's eyes alone. */
function terminalOn(signal: AbortSignal): Terminal {
  return {
    print: (line) => void process.stdout.write(`${line}\n`),
    progress(done, of) {
      if (!process.stderr.isTTY) return;
      const filled = Math.round((done / of) * BAR_WIDTH);
      process.stderr.write(`\r[${'#'.repeat(filled).padEnd(BAR_WIDTH)}] ${done}/${of}${done === of ? '\n' : ''}`);
    },
    signal,
  };
}

const BAR_WIDTH = 40;
