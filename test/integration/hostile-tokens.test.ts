import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { sendHostileTokens } from '../access/send-hostile-tokens.ts';

const TOKENS = 3_000;

it(`refuses each of ${TOKENS} hostile tokens with a problem, logs none, and then still knows a good one`, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'liftline-tokens-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));

  const { wrong, logged, good, sent } = await sendHostileTokens({ data: join(folder, 'data'), count: TOKENS, seed: 3 });

  expect(wrong).toEqual([]);
  expect(logged).toEqual([]);
  expect(good).toEqual([200, 200]);
  expect(sent.size).toBeGreaterThan(30);
});
