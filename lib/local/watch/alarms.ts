import { type Alarm, runbookOf } from '#platform/alarm.ts';
import type { Log } from '#platform/log.ts';
import type { Clock } from '#platform/platform.ts';
import { type Meter, meterOf, type Vitals } from './meters.ts';

export interface AlarmOptions {
  readonly alarms: Readonly<Record<string, readonly Alarm[]>>;
  readonly vitals: Vitals;
  readonly clock: Clock;
  readonly log: Log;
}

export interface AlarmWatch {
  /** The alarms that can be evaluated here. */
  readonly ids: readonly string[];
  /** To be called every second or so: each alarm is judged once its period is over. */
  evaluate(): void;
}

/**
 * The same declarations that CloudWatch evaluates on AWS, evaluated here, so that an alarm can be seen to fire before it
 * wakes anyone. It fires when its threshold is passed in so many periods one after another, and is cured by the first
 * that does not pass it; a period without a value does where the alarm says so, as `treatMissingData` has it on AWS.
 */
export function watchAlarms({ alarms, vitals, clock, log }: AlarmOptions): AlarmWatch {
  const watched = Object.entries(alarms).flatMap(([service, ofService]) =>
    ofService.flatMap((alarm): Watched[] => {
      const meter = meterOf(alarm.metric, vitals);
      const { id, severity, symptom } = alarm;
      const told = { id, severity, symptom, runbook: runbookOf(service, alarm) };
      return meter ? [{ alarm, told, meter, periodStartedMs: clock.monotonic(), passed: 0, isFiring: false }] : [];
    }),
  );

  return {
    ids: watched.map(({ alarm }) => alarm.id),

    evaluate() {
      for (const each of watched) {
        if (clock.monotonic() - each.periodStartedMs >= each.alarm.periodSeconds * 1_000) judge(each);
      }
    },
  };

  function judge(watched: Watched): void {
    const { alarm, told, meter } = watched;
    const value = meter();
    watched.periodStartedMs = clock.monotonic();
    watched.passed = isPassed(alarm, value) ? watched.passed + 1 : 0;

    if (!watched.isFiring && watched.passed >= alarm.periods) {
      watched.isFiring = true;
      log.error('alarm fired', { ...told, value });
    } else if (watched.isFiring && watched.passed === 0) {
      watched.isFiring = false;
      log.info('alarm cured', { ...told, value });
    }
  }
}

interface Watched {
  readonly alarm: Alarm;
  readonly told: { readonly id: string; readonly severity: string; readonly symptom: string; readonly runbook: string };
  readonly meter: Meter;
  periodStartedMs: number;
  /** Periods in a row that passed the threshold. */
  passed: number;
  isFiring: boolean;
}

function isPassed({ threshold, firesInSilence = false }: Alarm, value: number | undefined): boolean {
  if (value === undefined) return firesInSilence;
  switch (threshold.comparison) {
    case '>':
      return value > threshold.value;
    case '<':
      return value < threshold.value;
    case '>=':
      return value >= threshold.value;
  }
}
