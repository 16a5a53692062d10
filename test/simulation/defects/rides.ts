import type { Defect } from './defect.ts';

const WORKER = 'lambdas/rides/store-rides.ts';
const VIEWS = 'lambdas/rides/views-store.ts';

export const ridesDefects: readonly Defect[] = [
  {
    name: 'dedupe-by-message-id',
    story: 'A set of ids spares the work of a second delivery: what failed the first time is never stored.',
    file: WORKER,
    edits: [
      ['metrics }: Ports) {\n', 'metrics }: Ports) {\n  const seen = new Set();\n'],
      [
        '      const read = readRides(message.body);\n      if',
        '      if (seen.has(message.id)) continue;\n      seen.add(message.id);\n      const read = readRides(message.body);\n      if',
      ],
    ],
    caughtBy: { invariant: 'I10', scenario: 'rides', seed: 65 },
  },
  {
    name: 'unprocessed-forgotten',
    story: 'What BatchWriteItem leaves out is taken for stored, since nothing was thrown.',
    file: WORKER,
    edits: [['    for (const id of messagesWith(unprocessed, readable)) retry.add(id);\n', '']],
    caughtBy: { invariant: 'I10', scenario: 'rides', seed: 13 },
  },
  {
    name: 'forgotten-await',
    story: 'The batch is done before it is stored; Lambda lets the process stand still, and the messages are deleted.',
    file: WORKER,
    edits: [
      ['const unprocessed = await rides.put(scans);', 'void rides.put(scans);\n    const unprocessed: Ride[] = [];'],
    ],
    caughtBy: { invariant: 'I10', scenario: 'rides', seed: 5 },
  },
  {
    name: 'whole-batch-again',
    story: 'One ride was left out, so all of the batch is asked for again: neighbours wear out their deliveries.',
    file: WORKER,
    edits: [
      [
        'for (const id of messagesWith(unprocessed, readable)) retry.add(id);',
        'if (unprocessed.length > 0) for (const { id } of batch) retry.add(id);',
      ],
    ],
    caughtBy: { invariant: 'I12', scenario: 'rides', seed: 25 },
  },
  {
    name: 'poison-thrown',
    story: 'A message that cannot be read is an exception, and takes its whole batch with it.',
    file: WORKER,
    edits: [
      [
        'else if (!(await park(message, read))) retry.add(message.id);',
        'else throw new Error(`unreadable: ${read.code}`);',
      ],
    ],
    caughtBy: { invariant: 'I12', scenario: 'rides', seed: 4 },
  },
  {
    name: 'poison-dropped',
    story: 'What cannot be read is logged and done with: a scan that was acknowledged may have been in it.',
    file: WORKER,
    edits: [['else if (!(await park(message, read))) retry.add(message.id);', 'else log.warn(read.code);']],
    caughtBy: { invariant: 'I12', scenario: 'rides', seed: 4 },
  },
  {
    name: 'parked-before-sent',
    story: 'The dead letter could not be sent, and its message is deleted all the same.',
    file: WORKER,
    edits: [['return false;', 'return true;']],
    caughtBy: { invariant: 'I12', scenario: 'rides', seed: 58 },
  },
  {
    name: 'acknowledged-before-queued',
    story: 'The gate need not wait for the queue: it is answered while the message is on its way.',
    file: 'lambdas/rides/record-ride.ts',
    edits: [['    await enqueueRides(', '    void enqueueRides(']],
    caughtBy: { invariant: 'I11', scenario: 'rides', seed: 1 },
  },
  {
    name: 'send-failure-swallowed',
    story: 'The queue did not acknowledge, and the client is thanked: it never sends the scan again.',
    file: 'lambdas/rides/message.ts',
    edits: [
      [
        '...(call.traceparent && { traceparent: call.traceparent }) },\n  });',
        '...(call.traceparent && { traceparent: call.traceparent }) },\n  }).catch(() => undefined);',
      ],
    ],
    caughtBy: { invariant: 'I11', scenario: 'rides', seed: 11 },
  },
  {
    name: 'counted-without-condition',
    story: 'A marker is put again by every record that comes twice, and the counter goes up with it.',
    file: VIEWS,
    edits: [
      [
        "        ConditionExpression: 'attribute_not_exists(#pk)',\n        ExpressionAttributeNames: { '#pk': 'pk' },\n      },",
        '      },',
      ],
    ],
    caughtBy: { invariant: 'I10', scenario: 'rides', seed: 4 },
  },
  {
    name: 'marker-then-counter',
    story: 'Two writes are cheaper than a transaction: whoever dies between them never counts.',
    file: VIEWS,
    edits: [
      [
        'const written = await items.write([...skiers.map(markSeen), raiseCounter(skiers)]);',
        'const written = await items.write(skiers.map(markSeen));\n      if (written.ok) await items.write([raiseCounter(skiers)]);',
      ],
    ],
    caughtBy: { invariant: 'I10', scenario: 'rides', seed: 1 },
  },
  {
    name: 'unknown-taken-for-counted',
    story: 'No answer, so it will have worked: the skier is never counted.',
    file: VIEWS,
    edits: [
      [
        'if (error instanceof UnknownOutcome || error instanceof StoreUnavailable) return { seen: new Set() };',
        "if (error instanceof UnknownOutcome) return 'counted';\n      if (error instanceof StoreUnavailable) return { seen: new Set() };",
      ],
    ],
    caughtBy: { invariant: 'I10', scenario: 'rides', seed: 19 },
  },
  {
    name: 'view-gives-up-in-silence',
    story: 'After five attempts the worker goes on with the next batch, and the stream forgets this one.',
    file: VIEWS,
    edits: [
      [
        "if (attempt >= ATTEMPTS_MAX) throw new StoreUnavailable('The views could not be brought up to date.');",
        'if (attempt >= ATTEMPTS_MAX) return 0;',
      ],
    ],
    caughtBy: { invariant: 'I10', scenario: 'rides', seed: 1618 },
  },
  {
    name: 'letter-deleted-before-sent',
    story: 'A replay takes the letter away first, and is interrupted: it is in neither queue.',
    file: 'lambdas/rides/dead-letters.ts',
    edits: [
      [
        '      await act(letter);\n      await letters.delete(letter.id);',
        '      await letters.delete(letter.id);\n      await act(letter);',
      ],
    ],
    caughtBy: { invariant: 'I10', story: 'poison-and-letters' },
  },
];
