import { Misused, orMisused } from '../local/command-line.ts';
import { backupCommand } from './backup.ts';
import { clientsCommand } from './clients.ts';
import type { Command, Task } from './command.ts';
import { deadLettersCommand } from './dead-letters.ts';
import { reconcileCommand } from './reconcile.ts';
import { recountCommand } from './recount.ts';
import { usersCommand } from './users.ts';

/** Every command, by the name under which it travels. */
const commands: Readonly<Record<string, Command>> = {
  recount: recountCommand,
  'dead-letters': deadLettersCommand,
  clients: clientsCommand,
  users: usersCommand,
  reconcile: reconcileCommand,
  backup: backupCommand,
};

export interface Order {
  readonly command: string;
  readonly args: readonly string[];
}

/** What an order asks for; throws {@link Misused}. */
export function readOrder({ command: name, args }: Order): Task {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) throw new Misused(`There is no command ${name}.`);
  return orMisused(command.usage, () => command.read(args));
}
