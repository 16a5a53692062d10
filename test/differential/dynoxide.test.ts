import { it } from 'vitest';
import { expectAgreement } from './agreement.ts';
import { dynoxide } from './deviations.ts';

/** The same sequences each time, so that no one's change fails on a deviation that nobody has met before. */
it('answers, stores and tells as Dynoxide does', { timeout: 60_000 }, async () => {
  await expectAgreement({
    sequences: 300,
    deviations: dynoxide,
    seed: 1,
  });
});
