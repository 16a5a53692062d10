import { readFileSync } from 'node:fs';

/** Several rounds of one figure. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

/** "12,345 (11,900–12,800)": the median and the range of the rounds. */
export function spread(values: readonly number[], digits = 0): string {
  const show = (value: number) =>
    value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return `${show(median(values))} (${show(Math.min(...values))}–${show(Math.max(...values))})`;
}

/** A table as Markdown, so that what is printed can stand in docs/benchmarks.md as it is. */
export function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map((column, i) => Math.max(column.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const line = (cells: readonly string[]) => `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |\n`;
  return line(columns) + line(widths.map((width) => '-'.repeat(width))) + rows.map(line).join('');
}

/** Linux counts a process's time in hundredths of a second (`getconf CLK_TCK` is 100 on every Debian). */
const MICROSECONDS_A_TICK = 10_000;

/** A process that hands its work to processes of its own, as PostgreSQL does, together with those that live now. */
export function cpuMicrosecondsOfFamily(pid: number): number {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  return [pid, ...children].reduce((sum, each) => sum + cpuMicroseconds(each), 0);
}

/** All threads of a process together, user and system (proc(5), /proc/PID/stat, fields 14 and 15). */
export function cpuMicroseconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The program's name is in parentheses and may hold spaces; field 3 follows it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[14 - 3]) + Number(fields[15 - 3])) * MICROSECONDS_A_TICK;
}

/** The most memory that a process has had at once (proc(5), /proc/PID/status, VmHWM). */
export function memoryPeakMiB(pid: number): number {
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1_024;
}
