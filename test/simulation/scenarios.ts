import { ledgerScenario } from './ledger/scenario.ts';
import { ridesScenario } from './rides/scenario.ts';
import type { Scenario } from './scenario.ts';

/** What `npm run simulate` plays; small worlds, because rare meetings need many of them rather than large ones. */
export const scenarios: readonly Scenario[] = [
  ridesScenario({ gates: 2, scansEach: 3 }),
  ledgerScenario({ commandsEach: 3 }),
];

export function scenarioNamed(name: string): Scenario {
  const found = scenarios.find((scenario) => scenario.name === name);
  if (!found)
    throw new Error(`There is no scenario ${name}; there are ${scenarios.map((each) => each.name).join(', ')}.`);
  return found;
}
