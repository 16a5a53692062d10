import { TimeZone } from 'aws-cdk-lib';
import { type ScalingSchedule, Schedule } from 'aws-cdk-lib/aws-applicationautoscaling';
import { type DayAndNight, LIFT_DAY } from '../config.ts';

/** What target tracking keeps in use: the rest is for the minutes that it takes to see a rise and to follow it. */
export const TARGET_UTILIZATION = 0.7;

interface Scaled {
  scaleOnSchedule(id: string, actions: ScalingSchedule): void;
}

/**
 * Sets other bounds in the morning and in the evening. Target tracking alone would not come down at night: without any
 * consumption its metric has no data, and without data it does nothing. A maximum below what is there brings it down.
 */
export function followDayAndNight(scaled: Scaled, { day, night }: DayAndNight): void {
  const timeZone = TimeZone.of(LIFT_DAY.timeZone);
  const at = (hour: number) => Schedule.cron({ hour: String(hour), minute: '0' });
  scaled.scaleOnSchedule('Day', {
    schedule: at(LIFT_DAY.startsAtHour),
    timeZone,
    minCapacity: day.min,
    maxCapacity: day.max,
  });
  scaled.scaleOnSchedule('Night', {
    schedule: at(LIFT_DAY.endsAtHour),
    timeZone,
    minCapacity: night.min,
    maxCapacity: night.max,
  });
}
