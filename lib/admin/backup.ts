import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Misused } from '../local/command-line.ts';
import type { Command, Surroundings } from './command.ts';
import { placeOf } from './place.ts';

/** Copies all data of the embedded system into one new file, while it runs. */
export const backupCommand: Command = {
  usage: 'npm run backup -- --to FILE [--data DIR]',

  read(args) {
    const { values } = parseArgs({ args: [...args], options: { to: { type: 'string' }, data: { type: 'string' } } });
    const { to } = values;
    if (!to) throw new Error('Name the file that is to be made, with --to.');
    return { place: placeOf(values), run: (surroundings) => backUpTo(to, surroundings) };
  },
};

async function backUpTo(to: string, { system, folder, terminal }: Surroundings): Promise<number> {
  if (!system.backUp) throw new Misused('A stage on AWS keeps its own copies: see docs/runbooks/restore.md.');
  const file = resolve(folder, to);
  try {
    await system.backUp(file);
  } catch (cause) {
    throw new Misused(`${file} was not made: ${(cause as Error).message}.`, { cause });
  }
  terminal.print(`${file}: ${statSync(file).size} bytes, everything that was answered before now`);
  return 0;
}
