import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { argumentsOf, type Script } from './npm-script.ts';
import { ROOT } from './server.ts';

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandLine {
  readonly name: Script;
  readonly args: readonly string[];
  readonly environment?: NodeJS.ProcessEnv | undefined;
}

/** A command as npm runs it, without npm in between and without what this machine knows of AWS. */
export function runCommand({ name, args, environment = {} }: CommandLine): Promise<Ran> {
  const env = { PATH: process.env['PATH'], HOME: tmpdir(), AWS_EC2_METADATA_DISABLED: 'true', ...environment };
  const command = [...argumentsOf(name), ...args];
  return new Promise((resolve) => {
    const child = execFile(process.execPath, command, { cwd: ROOT, env }, (_, stdout, stderr) => {
      resolve({ code: child.exitCode ?? -1, stdout, stderr });
    });
  });
}

/** On the embedded system of this folder. */
export function runOn(data: string, name: Script, ...args: readonly string[]): Promise<Ran> {
  return runCommand({ name, args: [...args, '--data', data] });
}
