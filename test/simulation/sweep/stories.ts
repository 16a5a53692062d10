import type { Scenario } from '../scenario.ts';
import { ledgerStories } from './ledger-stories.ts';
import { ridesStories } from './rides-stories.ts';

/** Small stories without chance: every await in them is looked at, so each operation must be in one of them. */
export const stories: readonly Scenario[] = [...ledgerStories, ...ridesStories];

export function storyNamed(name: string): Scenario {
  const found = stories.find((story) => story.name === name);
  if (!found) throw new Error(`There is no story ${name}.`);
  return found;
}
