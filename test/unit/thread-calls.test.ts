import { MessageChannel } from 'node:worker_threads';
import { expect, onTestFinished, test } from 'vitest';
import { answerCalls, callee, type Methods } from '../../lib/local/threads/calls.ts';

test('a call is answered with what the method answers, and many are not mixed up', async () => {
  const other = between({ double: async (n: number) => n * 2 });

  const answers = await Promise.all([1, 2, 3].map((n) => other.call('double', n)));

  expect(answers).toEqual([2, 4, 6]);
});

test('a call rejects with what was thrown on the other side, and the next is answered', async () => {
  const other = between({
    async divide(by: number) {
      if (by === 0) throw new Error('by nothing');
      return 12 / by;
    },
  });

  await expect(other.call('divide', 0)).rejects.toThrow('by nothing');
  expect(await other.call('divide', 3)).toBe(4);
});

test('what cannot be sent fails by itself, in either direction', async () => {
  const other = between({ give: async (what: unknown) => (what === 'a function' ? () => 1 : what) });

  const settled = await Promise.allSettled([
    other.call('give', 1),
    other.call('give', Symbol('here')),
    other.call('give', 'a function'),
    other.call('give', 2),
  ]);

  expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
  expect(await other.call('give', 3)).toBe(3);
});

test('what is told is done, in order with what is asked', async () => {
  const heard: string[] = [];
  const other = between({ hear: (text: string) => heard.push(text) });

  other.tell('hear', 'first');
  await other.call('hear', 'second');

  expect(heard).toEqual(['first', 'second']);
});

test('a call that does not wait for anything outside is done before the next one of its message begins', async () => {
  let balance = 0;
  const other = between({
    // As a command reads, decides and writes on the engine in process.
    async add(amount: number) {
      const before = await Promise.resolve(balance);
      await Promise.resolve();
      balance = before + amount;
    },
  });

  await Promise.all(Array.from({ length: 50 }, () => other.call('add', 1)));

  expect(balance).toBe(50);
});

test('calls of one turn cross in one message', async () => {
  const { port1, port2 } = channel();
  let messages = 0;
  port1.on('message', () => {
    messages += 1;
  });
  answerCalls(port1, { ask: () => 1 });
  const other = callee<{ ask(of: number): number }>(port2);

  await Promise.all([1, 2, 3].map((n) => other.call('ask', n)));

  expect(messages).toBe(1);
});

function between<M extends Methods>(methods: M) {
  const { port1, port2 } = channel();
  answerCalls(port1, methods);
  return callee<M>(port2);
}

function channel(): MessageChannel {
  const made = new MessageChannel();
  onTestFinished(() => made.port1.close());
  return made;
}
