import { FROZEN_SECONDS_MAX } from '../cloud/environment.ts';
import { type Decision, scripted } from '../engine/choices.ts';
import { type Fault, SCRIPTED } from '../engine/faults.ts';
import type { Found } from '../engine/world.ts';
import type { Scenario } from '../scenario.ts';
import { inItsWorld } from '../simulate.ts';

/** One moment of a story, and what happens there instead of nothing. */
export interface Point {
  readonly fault: Fault;
  /** The how manieth time that it could happen, from 0. */
  readonly nth: number;
}

const KINDS: readonly Fault[] = [
  'function: killed before sending',
  'function: killed after sending',
  'function: frozen before sending',
  'function: frozen after sending',
  'function: killed before answering',
];

/** What a story came to, and every point in it: each time a process waits for something, and each answer that it gives. */
export interface Played {
  readonly found: Found;
  readonly points: readonly Point[];
}

/**
 * Plays a story with just these faults. Who freezes does so for longer than an invocation lasts, so that a retry has run
 * when it goes on.
 */
export async function playAt(
  scenario: Scenario,
  faults: readonly Point[],
  trace?: (line: string) => void,
): Promise<Played> {
  const script = faults.flatMap(({ fault, nth }, n): Decision[] => [
    { label: fault, nth, choice: 999 },
    { label: 'frozen for', nth: n, choice: FROZEN_SECONDS_MAX - 1 },
  ]);
  const choices = scripted(script);
  const found = await inItsWorld({ scenario, choices, profile: SCRIPTED, trace });
  const points = KINDS.flatMap((fault) =>
    Array.from({ length: choices.asked.get(fault) ?? 0 }, (_, nth): Point => ({ fault, nth })),
  );
  return { found, points };
}

/** `FAULT#N`, as the sweep prints it. */
export function pointNamed(name: string): Point {
  const [fault, nth] = name.split('#');
  return { fault: fault as Fault, nth: Number(nth) };
}
