import { causeOf } from '#platform/failure.ts';
import { Misused, orMisused, readCommandLine, USAGE } from './command-line.ts';
import { type Embedded, startEmbedded } from './embedded.ts';
import { lineLog } from './log.ts';
import { clock } from './platform.ts';
import { UnusableData } from './storage/storage.ts';
import { allScopes } from './tokens.ts';

/**
 * `npm start`: runs the embedded system until it is told to stop. Standard output gets the address, a token and three
 * lines to try; standard error gets the log. What cannot start says why in one sentence and exits with 2.
 */
export async function start(args: readonly string[]): Promise<void> {
  const log = lineLog({ clock, write: (lines) => void process.stderr.write(lines) });
  process.once('exit', log.flush);
  const embedded = await startOrExplain(args);
  if (!embedded) return;

  process.stdout.write(await greeting(embedded));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop(signal));

  async function startOrExplain(given: readonly string[]): Promise<Embedded | undefined> {
    try {
      return await startEmbedded({ ...orMisused(USAGE, () => readCommandLine(given)), log, onFailed: fail });
    } catch (error) {
      const said = sentenceFor(error);
      if (!said) throw error;
      process.stderr.write(`${said}\n`);
      process.exitCode = 2;
      return undefined;
    }
  }

  async function stop(signal: string): Promise<void> {
    log.info('stopping', { signal });
    await embedded?.close();
    process.exit(0);
  }

  /** Memory is ahead of the disk, or a thread is gone: whoever waits is answered 503 in this turn, and nothing more is promised. */
  function fail(cause: unknown): void {
    log.error('stopping: it cannot go on', { cause: causeOf(cause) });
    process.exitCode = 1;
    setTimeout(() => process.exit(1), ANSWERS_LEAVE_MS);
  }
}

/** Long enough for the 503s to leave their sockets, short enough that nobody is answered much longer. */
const ANSWERS_LEAVE_MS = 200;

/** What a person can mend is told in one sentence; everything else is a defect and keeps its stack. */
function sentenceFor(error: unknown): string | undefined {
  if (error instanceof UnusableData || error instanceof Misused) return error.message;
  const { code, port } = error as { code?: string; port?: number };
  if (code === 'EADDRINUSE')
    return `Port ${port} of 127.0.0.1 is taken: stop its owner, or start with --port N (0 takes a free one).`;
  if (code === 'EACCES') return `Port ${port} may not be used by this user: start with --port N (0 takes a free one).`;
  return undefined;
}

async function greeting({ port, tokens }: Embedded): Promise<string> {
  const url = `http://127.0.0.1:${port}`;
  const token = await tokens.issue({ sub: 'staff', scopes: allScopes, lifetimeSeconds: 60 * 60 });
  const day = `${url}/skiers/1/seasons/2022/days/1/skiers/123`;
  return `listening on ${url}
token: ${token}
curl -s ${url}/health
curl -s -i -X POST ${day} -H 'Authorization: Bearer ${token}' -H 'Content-Type: application/json' -d '{"time":217,"liftID":21}'
curl -s ${day} -H 'Authorization: Bearer ${token}'
`;
}
