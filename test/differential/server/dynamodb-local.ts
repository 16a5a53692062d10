import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { ROOT, startServer } from '../../load/server.ts';

const HERE = import.meta.dirname;
const POM = join(HERE, 'pom.xml');
/** Taken in once for each pom; `npm ci` clears it with everything else in node_modules. */
const LIBRARIES = join(ROOT, 'node_modules/.cache/dynamodb-local');
const JAVA_MIN = 17;

/** AWS's own DynamoDB for one machine, in a process of its own for as long as the project's tests run. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  installTools();
  takeInLibraries();
  const scratch = mkdtempSync(join(tmpdir(), 'liftline-dynamodb-local-'));
  const server = await startServer({
    program: 'java',
    args: [`-Dsqlite4java.library.path=${LIBRARIES}`, '-cp', join(LIBRARIES, '*'), join(HERE, 'Local.java')],
    folder: scratch,
    log: join(scratch, 'server.log'),
  });
  project.provide('dynamodb', `http://127.0.0.1:${server.port}`);

  return async () => {
    await server.stop();
    rmSync(scratch, { recursive: true });
  };
}

/** A JDK, because Java compiles `Local.java` as it starts it, and Maven. */
function installTools(): void {
  const jdk = Number(/^javac (\d+)/.exec(spawnSync('javac', ['-version'], { encoding: 'utf8' }).stdout ?? '')?.[1]);
  const missing = [
    ...(jdk >= JAVA_MIN ? [] : ['default-jdk-headless']),
    ...(spawnSync('mvn', ['--version']).status === 0 ? [] : ['maven']),
  ];
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    throw new Error(`DynamoDB Local needs a JDK of version ${JAVA_MIN} or later and Maven: install them first.`);
  }
  execFileSync('apt-get', ['update', '-qq'], { stdio: 'inherit' });
  execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing], { stdio: 'inherit' });
}

function takeInLibraries(): void {
  const taken = join(LIBRARIES, 'pom.xml');
  if (existsSync(taken) && readFileSync(taken).equals(readFileSync(POM))) return;
  rmSync(LIBRARIES, { recursive: true, force: true });
  const args = ['-q', '-B', '-f', POM, 'dependency:copy-dependencies', `-DoutputDirectory=${LIBRARIES}`];
  execFileSync('mvn', args, { stdio: 'inherit' });
  copyFileSync(POM, taken);
}
