import { join } from 'node:path';
import { ROOT, type Server, startServer } from '../load/server.ts';

export interface BaselineOptions {
  readonly folder: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** A server of baselines/, in a process of its own. */
export function startBaseline(
  name: 'do-nothing' | 'fastify-postgresql' | 'fastify-rabbitmq',
  { folder, env }: BaselineOptions,
): Promise<Server> {
  return startServer({
    program: process.execPath,
    args: [`test/bench/baselines/${name}.ts`],
    folder: ROOT,
    log: join(folder, `${name}.log`),
    env: { ...process.env, ...env },
  });
}
