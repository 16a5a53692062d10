import { spawnSync } from 'node:child_process';
import { argumentsOf } from '../load/npm-script.ts';
import { ROOT } from '../load/server.ts';
import { type AcceptanceLine, finding } from './line.ts';

/** Fewer would mean that some were given up rather than kept up. */
const DEFECTS_MIN = 74;

export const defectsCaught: AcceptanceLine = {
  name: 'defects',
  says: 'the simulator catches every mistake that is planted in our own code, each by the invariant that it names',
  async *check() {
    const command = argumentsOf('defects');
    const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: ROOT, encoding: 'utf8' });
    const missed = stdout.match(/^NOT CAUGHT.*$/gm) ?? [];
    const caught = stdout.match(/^caught .*$/gm) ?? [];

    yield finding(caught.length >= DEFECTS_MIN, `caught, of at least ${DEFECTS_MIN}`, caught.length);
    yield finding(status === 0 && missed.length === 0, 'not caught', missed.join('; ') || stderr || 0);
  },
};
