import { execFile } from 'node:child_process';
import { ROOT } from '../load/server.ts';
import { type AcceptanceLine, finding } from './line.ts';

/** Each a process of its own, so that two cores share the work. No violation in 50,000 seeds: below 1 in 16,000 at 95 %. */
const RUNS = [
  ['run.ts', '--scenario', 'ledger', '--seeds', '30000', '--from', '1'],
  ['run.ts', '--scenario', 'ledger', '--seeds', '30000', '--from', '30001'],
  ['run.ts', '--scenario', 'rides', '--seeds', '20000', '--from', '1'],
  ['run.ts', '--scenario', 'rides', '--seeds', '20000', '--from', '20001'],
  ['sweep/run.ts', '--pairs'],
] as const;

export const simulationHolds: AcceptanceLine = {
  name: 'simulation',
  says: 'no invariant breaks in 100,000 simulated worlds, nor wherever two processes die or freeze in small stories',
  async *check() {
    const waiting = RUNS.values();
    const outcomes: Played[] = [];
    const lane = async () => {
      for (const [script, ...args] of waiting) outcomes.push(await played(script, args));
    };
    await Promise.all([lane(), lane()]);
    for (const { what, holds, said } of outcomes) yield finding(holds, what, said);
  },
};

interface Played {
  readonly what: string;
  readonly holds: boolean;
  readonly said: string;
}

function played(script: string, args: readonly string[]): Promise<Played> {
  const command = ['--disable-warning=ExperimentalWarning', `test/simulation/${script}`, ...args];
  return new Promise((resolve) => {
    execFile(process.execPath, command, { cwd: ROOT, encoding: 'utf8' }, (error, stdout, stderr) =>
      resolve({ what: [script, ...args].join(' '), holds: error === null, said: `\n${stdout}${stderr}`.trimEnd() }),
    );
  });
}
