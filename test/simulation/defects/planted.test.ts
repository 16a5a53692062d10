import { describe, expect, it } from 'vitest';
import { defects } from './all.ts';
import { plant, withDefect } from './planted.ts';

describe('a defect', () => {
  it.each(defects)('$name finds the code that it spoils', (defect) => {
    expect(withDefect(defect)).not.toBe('');
  });

  it('that does not find its text exactly once fails loudly', () => {
    const [defect] = defects;
    if (!defect) throw new Error('There are no defects.');

    expect(() => plant({ ...defect, edits: [['no such text', '']] })).toThrow('found 0 times');
    expect(() => plant({ ...defect, edits: [['const ', '']] })).toThrow(/found \d+ times/);
  });

  it('has a name of its own', () => {
    const names = defects.map(({ name }) => name);

    expect(new Set(names).size).toBe(names.length);
  });
});
