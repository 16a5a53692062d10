import { expect, test } from 'vitest';
import { readOrder } from '../../lib/admin/commands.ts';
import { Misused } from '../../lib/local/command-line.ts';

const order =
  (command: string, ...args: string[]) =>
  () =>
    readOrder({ command, args });

test.each([
  [[], 'Say what to do'],
  [['list', 'all'], 'Say what to do'],
  [['add'], 'A name is 1 to 128'],
  [['add', 'Till\u0007', '--kind', 'gate'], 'A name is 1 to 128'],
  [['add', 'Till', '4', '--kind', 'till'], 'goes in quotes'],
  [['add', 'Till 4', '--kind', 'robot'], 'The kinds are gate, till, partner'],
  [['add', 'Till 4', '--kind', 'toString'], 'The kinds are gate, till, partner'],
  [['add', 'Till 4', '--kind', 'till'], 'Say with --resort where the till is'],
  [['add', 'Till 4', '--kind', 'till', '--resort', '0'], 'A resort is a whole number'],
  [['add', 'Shop', '--kind', 'partner'], 'Say with --scope what a partner may do'],
  [['add', 'Shop', '--kind', 'partner', '--scope', 'everything'], 'The scopes are rides:read'],
  [['add', 'Gate', '--kind', 'gate', '--per-minute', 'many'], 'A limit is a whole number'],
  [['limit', 'till-4'], 'A limit is a whole number'],
  [['rotate'], 'Name the program by its id'],
  [['remove', 'a b'], 'Name the program by its id'],
  [['list', '--stage', 'dev', '--data', 'data'], 'give one of them'],
])('says of clients %j what would be right', (args, says) => {
  expect(order('clients', ...args)).toThrow(Misused);
  expect(order('clients', ...args)).toThrow(says);
});

test.each([
  [['add'], 'A name is 1 to 128'],
  [['list', 'ida'], 'Say what to do'],
  [['add', 'ida', '--stage', 'dev'], 'Cognito user pool'],
  [['add', 'ida', '--skier', '-1'], "'--skier' argument is ambiguous"],
  [['add', 'ida', '--scope', 'everything'], 'The scopes are rides:read'],
])('says of users %j what would be right', (args, says) => {
  expect(order('users', ...args)).toThrow(says);
});
