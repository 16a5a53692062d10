import type { Alarm, AlarmMetric } from '#platform/alarm.ts';

/** The runbook of a service, written from its alarms for somebody who was asleep a minute ago. */
export function runbookPage(service: string, alarms: readonly Alarm[]): string {
  const introduction = `Written from \`lambdas/${service}/alarms.ts\` by \`npm run runbooks\`. In commands, STAGE is \`dev\`, \`prod\` or \`sandbox\`.`;
  return `${[`# Runbook: ${service}`, introduction, ...alarms.map(section)].join('\n\n')}\n`;
}

function section(alarm: Alarm): string {
  const { id, severity, symptom, impact, firstChecks, query, remedy, cured } = alarm;
  return [
    `## ${id}`,
    `**${severity === 'page' ? 'Page: act now.' : 'Ticket: act today.'}** ${symptom}`,
    `**Who is hurt.** ${impact}`,
    `**When it fires.** ${conditionOf(alarm)}`,
    `**Check first.**\n\n${firstChecks.map((check, index) => `${index + 1}. ${check}`).join('\n')}`,
    ...(query
      ? [`**Saved query** \`${id}\`, over ${query.functions.join(', ')}:\n\n\`\`\`\n${query.text}\n\`\`\``]
      : []),
    `**Cure.** ${remedy}`,
    `**Cured when.** ${cured}`,
  ].join('\n\n');
}

function conditionOf({ metric, threshold, periods, periodSeconds }: Alarm): string {
  const { comparison, value, unit, reason } = threshold;
  const minutes = (periods * periodSeconds) / 60;
  const time = minutes === 1 ? 'a minute' : minutes < 120 ? `${minutes} minutes` : `${minutes / 60} hours`;
  return `\`${metric.name}\` of ${watchedBy(metric)} ${comparison} ${value} ${unit}, for ${time}. ${reason}`;
}

function watchedBy(metric: AlarmMetric): string {
  switch (metric.of) {
    case 'queue':
    case 'backlog':
      return `the queue ${metric.queue}`;
    case 'function':
      return `the function ${metric.operationId}`;
    case 'api':
      return 'the API';
    case 'operations':
      return metric.operationIds.join(' and ');
    case 'business':
    case 'share':
      return `the service ${metric.service}`;
    case 'cache':
      return 'the cache';
    case 'throttles':
    case 'capacity':
      return `the tables ${metric.tables.join(' and ')}`;
  }
}
