import type { Scenario } from '../scenario.ts';
import { ledgerMustMeet } from './coverage.ts';
import { playCrowd } from './crowd.ts';
import { setLedgerStage } from './stage.ts';

/**
 * Two guests' accounts, two tellers and a guest who do with them whatever can be done, all at once and with every kind
 * of retry, while the code is being replaced; then calm, in which everything is settled and old requests come again.
 */
export function ledgerScenario({ commandsEach }: { readonly commandsEach: number }): Scenario {
  return {
    name: 'ledger',
    mustMeet: ledgerMustMeet,
    async play(world) {
      const stage = setLedgerStage(world);
      const accounts = await stage.open();
      await playCrowd({ world, stage, accounts, commandsEach });
      world.heal();
      await stage.end(accounts);
    },
  };
}
