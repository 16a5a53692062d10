import { missedBy, type Sum } from './many.ts';
import type { Scenario } from './scenario.ts';

/** Fewer faults than that would make of most operations a fair-weather walk. */
const FAULTS_AN_OPERATION_MIN = 2;
const VIOLATIONS_SHOWN = 10;
const RAREST_SHOWN = 3;

/** What many worlds have come to, in lines, and whether that is as it should be. */
export function reportOf(scenario: Scenario, sum: Sum): { isFine: boolean; lines: string[] } {
  const { name, mustMeet } = scenario;
  const { seeds, events, faults, cpuSeconds, marks, violations } = sum;
  const anOperation = faults / (marks.get('an operation') ?? 0);
  const missed = missedBy(sum, scenario);
  const rarest = mustMeet
    .map((mark) => ({ mark, count: marks.get(mark) ?? 0 }))
    .toSorted((a, b) => a.count - b.count)
    .slice(0, RAREST_SHOWN)
    .map(({ mark, count }) => `${mark} (${count})`);

  return {
    isFine: missed.length === 0 && violations.length === 0 && anOperation >= FAULTS_AN_OPERATION_MIN,
    lines: [
      `${name}: ${seeds} seeds, ${violations.length} with a violation; ${Math.round(seeds / cpuSeconds)} seeds a core-second, ` +
        `${(events / seeds).toFixed(0)} events and ${(faults / seeds).toFixed(1)} faults a seed, ` +
        `${anOperation.toFixed(2)} faults an operation`,
      `  met ${mustMeet.length - missed.length} of ${mustMeet.length} marks; most rarely ${rarest.join(', ')}`,
      ...(missed.length > 0 ? [`  too seldom met: ${missed.join('; ')}`] : []),
      ...violations
        .slice(0, VIOLATIONS_SHOWN)
        .map(
          ({ seed, invariant, detail }) =>
            `  VIOLATED ${invariant}. ${detail}\n    npm run simulate -- --scenario ${name} --seed ${seed} --trace`,
        ),
    ],
  };
}
