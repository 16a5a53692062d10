import { spawnSync } from 'node:child_process';
import { ROOT } from '../load/server.ts';
import { type AcceptanceLine, finding } from './line.ts';

const TEST = 'test/integration/costs.test.ts';

export const ridesCost: AcceptanceLine = {
  name: 'rides-cost',
  says: 'a scan costs no DynamoDB call on the request path and about 1.1 write units in all at 30 rides a skier-day',
  async *check() {
    const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--reporter', 'verbose', TEST];
    const { status, stdout, stderr } = spawnSync(process.execPath, vitest, {
      cwd: ROOT,
      env: { ...process.env, NO_COLOR: '1' },
      encoding: 'utf8',
    });
    const tests = stdout.match(/^ *✓ .*$/gm) ?? [];
    yield finding(status === 0 && tests.length > 0, TEST, status === 0 ? `\n${tests.join('\n')}` : stdout + stderr);
  },
};
