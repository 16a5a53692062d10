import { expect, test } from 'vitest';
import { recentRows } from '../../lib/local/storage/recent-rows.ts';

test('a row and the absence of a row are remembered, and nothing is known of the others', () => {
  const recent = recentRows(10_000);

  recent.set('row', '{"n":1}');
  recent.set('none', null);

  expect(recent.get('row')).toBe('{"n":1}');
  expect(recent.get('none')).toBeNull();
  expect(recent.get('other')).toBeUndefined();
});

test('a row that somebody has written past the memory is known no more', () => {
  const recent = recentRows(10_000);
  recent.set('row', null);

  recent.forget('row');

  expect(recent.get('row')).toBeUndefined();
});

test('what is not asked for makes room, what is asked for stays', () => {
  const recent = recentRows(4_000);
  recent.set('idle', 'x');
  recent.set('busy', 'x');

  for (let n = 0; n < 1_000; n++) {
    recent.set(`row ${n}`, 'x'.repeat(20));
    recent.get('busy');
  }

  expect(recent.get('idle')).toBeUndefined();
  expect(recent.get('busy')).toBe('x');
});

test('the newest text of a row is the one that is remembered, however old the row', () => {
  const recent = recentRows(1_000);
  recent.set('row', 'before');
  for (let n = 0; n < 7; n++) recent.set(`other ${n}`, 'x');

  recent.set('row', 'after');

  expect(recent.get('row')).toBe('after');
});
