import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openTokens } from '../../lib/local/tokens.ts';
import { fakeClock } from '../fakes/clock.ts';

const gate = { sub: 'gate-1', scopes: ['rides:write'], lifetimeSeconds: 60 } as const;

test('knows the bearer of a token that it issued, with the scopes that it gave', async () => {
  const tokens = await openTokens({ keyFile: undefined, clock: fakeClock() });

  const verified = await tokens.verify(await tokens.issue(gate));

  expect(verified?.principal).toEqual({ sub: 'gate-1', scopes: new Set(['rides:write']) });
});

test('knows the resorts that a token is bound to', async () => {
  const tokens = await openTokens({ keyFile: undefined, clock: fakeClock() });

  const verified = await tokens.verify(await tokens.issue({ ...gate, resorts: [7, 12] }));

  expect(verified?.principal).toMatchObject({ sub: 'gate-1', resorts: [7, 12] });
});

test('believes a token until the moment it expires', async () => {
  const clock = fakeClock();
  const tokens = await openTokens({ keyFile: undefined, clock });
  const token = await tokens.issue(gate);

  clock.advance(60_000);

  expect(await tokens.verify(token)).toBeUndefined();
});

test("refuses another system's token", async () => {
  const ours = await openTokens({ keyFile: undefined, clock: fakeClock() });
  const theirs = await openTokens({ keyFile: undefined, clock: fakeClock() });

  expect(await ours.verify(await theirs.issue(gate))).toBeUndefined();
});

test('believes its own tokens after a restart, and keeps the key for the owner alone', async () => {
  const keyFile = join(mkdtempSync(join(tmpdir(), 'liftline-')), 'signing-key.json');
  const before = await openTokens({ keyFile, clock: fakeClock() });
  const token = await before.issue(gate);

  const after = await openTokens({ keyFile, clock: fakeClock() });

  expect(await after.verify(token)).toMatchObject({ principal: { sub: 'gate-1' } });
  expect(statSync(keyFile).mode & 0o777).toBe(0o600);
});

describe('a signing key', () => {
  const DAY_MS = 24 * 60 * 60_000;

  test('is replaced after 90 days, and its tokens are believed for a day longer', async () => {
    const clock = fakeClock();
    const tokens = await openTokens({ keyFile: undefined, clock });
    const late = { ...gate, lifetimeSeconds: 10 * 24 * 60 * 60 };
    clock.advance(89 * DAY_MS);
    const [token, other] = [await tokens.issue(late), await tokens.issue({ ...late, sub: 'gate-2' })];

    clock.advance(DAY_MS);
    await tokens.issue(gate);
    const during = [tokens.keySet().keys.length, await tokens.verify(token)];
    clock.advance(DAY_MS);

    expect(during).toEqual([
      2,
      expect.objectContaining({ principal: { sub: 'gate-1', scopes: new Set(['rides:write']) } }),
    ]);
    expect(tokens.keySet().keys).toHaveLength(1);
    expect(await tokens.verify(other)).toBeUndefined();
  });

  test('is made once for all who ask for a token at the same time', async () => {
    const clock = fakeClock();
    const tokens = await openTokens({ keyFile: undefined, clock });
    clock.advance(90 * DAY_MS);

    await Promise.all([tokens.issue(gate), tokens.issue(gate), tokens.issue(gate)]);

    expect(tokens.keySet().keys).toHaveLength(2);
  });

  test('from before there were several is believed, and replaced', async () => {
    const keyFile = join(mkdtempSync(join(tmpdir(), 'liftline-')), 'signing-key.json');
    const before = await openTokens({ keyFile, clock: fakeClock() });
    const token = await before.issue(gate);
    writeFileSync(keyFile, JSON.stringify(JSON.parse(readFileSync(keyFile, 'utf8')).keys[0].jwk));

    const after = await openTokens({ keyFile, clock: fakeClock() });

    expect(await after.verify(token)).toMatchObject({ principal: { sub: 'gate-1' } });
    expect(after.keySet().keys).toHaveLength(2);
  });

  test('is never published whole', async () => {
    const tokens = await openTokens({ keyFile: undefined, clock: fakeClock() });

    expect(tokens.keySet().keys.flatMap(Object.keys).toSorted()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
  });
});
