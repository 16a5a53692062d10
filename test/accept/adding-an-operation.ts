import { execFileSync } from 'node:child_process';
import { ROOT } from '../load/server.ts';
import { type AcceptanceLine, finding } from './line.ts';

/** The operation that was added to show what adding one takes; its commit is found by the file that it brought. */
const FILE = 'lambdas/rides/list-resorts.ts';

export const addingAnOperation: AcceptanceLine = {
  name: 'adding-an-operation',
  says: 'one commit adds GET /resorts: files in lambdas/rides/, one line in lib/, tests, the regenerated document',
  async *check() {
    const commit = git('log', '--diff-filter=A', '--format=%h', '--', FILE);
    yield finding(commit !== '', `the commit that added ${FILE}`, commit);
    if (commit === '') return;

    const paths = git('show', '--name-only', '--format=', commit).split('\n');
    const elsewhere = paths.filter((path) => !/^(lambdas\/rides|lib|test|docs)\//.test(path));
    const added = git('show', '--format=', '--unified=0', commit, '--', 'lib').match(/^\+(?!\+\+ |import ).*$/gm) ?? [];
    yield finding(added.length === 1, 'lines added in lib/, imports apart', added.join(' '));
    yield finding(
      elsewhere.length === 0,
      'files outside lambdas/rides/, lib/, test/ and docs/',
      elsewhere.join(' ') || 0,
    );
    for (const changed of ['test/', 'docs/openapi.json']) {
      yield finding(
        paths.some((path) => path.startsWith(changed)),
        'also changed',
        changed,
      );
    }
  },
};

function git(...args: string[]): string {
  return execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).trim();
}
