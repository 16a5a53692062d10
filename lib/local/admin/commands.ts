import type { Command, Task } from './command.ts';
import { deadLettersCommand } from './dead-letters.ts';
import { recountCommand } from './recount.ts';

/** Every command, by the name under which it travels. */
const commands: Readonly<Record<string, Command>> = {
  recount: recountCommand,
  'dead-letters': deadLettersCommand,
};

export interface Order {
  readonly command: string;
  readonly args: readonly string[];
}

/** A mistake on the command line, told with what would have been right. */
export class Misused extends Error {
  override readonly name = 'Misused';
}

/** What an order asks for; throws {@link Misused}. */
export function readOrder({ command: name, args }: Order): Task {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) throw new Misused(`There is no command ${name}.`);
  try {
    return command.read(args);
  } catch (cause) {
    // What Node says of a flag ends without a full stop and may take several lines.
    const mistake = (cause as Error).message.replaceAll('\n', ' ').replace(/\.?$/, '.');
    throw new Misused(`${mistake} Usage: ${command.usage}`, { cause });
  }
}
