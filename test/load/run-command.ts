import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { ROOT } from './server.ts';

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandLine {
  readonly name: string;
  readonly args: readonly string[];
  readonly environment?: NodeJS.ProcessEnv | undefined;
}

/** A command as npm runs it, without npm in between and without what this machine knows of AWS. */
export function runCommand({ name, args, environment = {} }: CommandLine): Promise<Ran> {
  const node = ['--disable-warning=ExperimentalWarning', '--require', './bin/require-node.cjs', `bin/${name}.ts`];
  const env = { PATH: process.env['PATH'], HOME: tmpdir(), AWS_EC2_METADATA_DISABLED: 'true', ...environment };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [...node, ...args], { cwd: ROOT, env }, (_, stdout, stderr) => {
      resolve({ code: child.exitCode ?? -1, stdout, stderr });
    });
  });
}

/** On the embedded system of this folder. */
export function runOn(data: string, name = '', ...args: string[]): Promise<Ran> {
  return runCommand({ name, args: [...args, '--data', data] });
}
