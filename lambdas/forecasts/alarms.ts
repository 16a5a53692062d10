import type { Alarm } from '#platform/alarm.ts';

export const alarms: readonly Alarm[] = [];
