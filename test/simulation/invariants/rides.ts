import type { Outcome } from '../cloud/fleet.ts';
import { firstOf, type Invariant } from './invariant.ts';

type Names = ReadonlySet<string>;

export const acknowledgedIsQueued: Invariant<{ acknowledged: readonly string[]; queued: Names }> = {
  id: 'I11',
  says: 'A scan is never acknowledged before the queue has it',
  broken: ({ acknowledged, queued }) => firstOf(acknowledged.filter((ride) => !queued.has(ride))),
};

export const acknowledgedIsStored: Invariant<{ acknowledged: Names; stored: Names }> = {
  id: 'I10',
  says: 'An acknowledged scan is stored once the faults have ended',
  broken: ({ acknowledged, stored }) => firstOf([...acknowledged].filter((name) => !stored.has(name))),
};

export const onlyRidesAreStored: Invariant<{ sent: Names; stored: Names }> = {
  id: 'I10',
  says: 'Nothing is stored that no gate has sent',
  broken: ({ sent, stored }) => firstOf([...stored].filter((name) => !sent.has(name))),
};

export const countIsMarkers: Invariant<{ day: string; counted: number; marked: number }> = {
  id: 'I10',
  says: 'The counters of a day sum to its markers, always',
  broken: ({ day, counted, marked }) =>
    counted === marked ? undefined : `${day} counts ${counted} and marks ${marked}`,
};

export const countIsSkiers: Invariant<{ day: string; answered: number; skiers: number }> = {
  id: 'I10',
  says: "A day's skiers are those who rode, each once",
  broken: ({ day, answered, skiers }) =>
    answered === skiers ? undefined : `${day} has ${skiers} and answers ${answered}`,
};

export const verticalIsSum: Invariant<{ day: string; answered: number; ridden: number }> = {
  id: 'I10',
  says: "A skier's day is the sum of its rides",
  broken: ({ day, answered, ridden }) =>
    answered === ridden ? undefined : `${day} is ${ridden} and answers ${answered}`,
};

export const askedForOnlyForItsOwnSake: Invariant<{ id: string; outcome: Outcome<unknown>; isExcused: boolean }> = {
  id: 'I12',
  says: 'A healthy message is delivered again for its own sake alone, never for a neighbour',
  broken: ({ id, outcome, isExcused }) => (isExcused ? undefined : `message ${id} came back: ${outcome.kind}`),
};

export const buriedForItsOwnSake: Invariant<{ id: string; receiveCount: number; excuses: number }> = {
  id: 'I12',
  says: 'A message is given up only when each of its deliveries met a fault',
  broken: ({ id, receiveCount, excuses }) =>
    excuses >= receiveCount ? undefined : `message ${id} was received ${receiveCount} times and met ${excuses} faults`,
};

export const poisonIsKept: Invariant<{ poisoned: Names; kept: Names }> = {
  id: 'I12',
  says: 'A message that no worker can read lies among the dead letters',
  broken: ({ poisoned, kept }) => firstOf([...poisoned].filter((name) => !kept.has(name))),
};

export const lettersSayWhy: Invariant<{ letters: readonly Letter[]; buried: Names }> = {
  id: 'I12',
  says: 'A dead letter carries its cause, unless the queue itself gave it up',
  broken: ({ letters, buried }) => letters.find(({ id, why }) => why === undefined && !buried.has(id))?.id,
};

interface Letter {
  readonly id: string;
  readonly why: string | undefined;
}

export const everythingDrains: Invariant<{ left: Readonly<Record<string, number>> }> = {
  id: 'I15',
  says: 'When the faults have ended, nothing is left to do',
  broken: ({ left }) =>
    firstOf(Object.entries(left).flatMap(([where, count]) => (count > 0 ? `${count} in ${where}` : []))),
};
