import { cp, readFile, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Operation } from '#platform/operation.ts';
import { matchPath } from '#platform/path.ts';
import { deployedOperations } from '../../lib/contracts.ts';
import type { Cloud } from './cloud.ts';
import type { Issuer } from './issuer.ts';

/** A deployed stage, and how to reach it. */
export interface Stage {
  readonly outputs: Readonly<Record<string, string>>;
  /** Sends a request to the API; `line` is its method and path. */
  call(line: string, request?: Sent): Promise<Answer>;
  /** The operations that have answered a call as their contract declares a success. */
  readonly succeeded: ReadonlySet<string>;
}

interface Sent {
  readonly token?: string;
  readonly body?: unknown;
  /** The `Idempotency-Key`. */
  readonly key?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

interface Release {
  readonly version: string;
  /** The folder of the app. */
  readonly source: string;
  /** The folder for what is synthesised of it. */
  readonly assembly: string;
  readonly issuer: Issuer;
}

export async function deploy(cloud: Cloud, { version, source, assembly, issuer }: Release): Promise<Stage> {
  const outputsFile = `${assembly}.outputs.json`;
  const context = ['stage=dev', `issuer=${issuer.url}`, `jwksUri=${issuer.jwksUri}`];
  await cloud.cdk({
    args: [
      ...['deploy', '--all', '--require-approval', 'never', '--concurrency', '1', '--progress', 'events'],
      ...['--output', assembly, '--outputs-file', outputsFile],
      ...context.flatMap((each) => ['--context', each]),
    ],
    cwd: source,
    log: `deploy-${version}`,
  });

  const stacks: Record<string, Record<string, string>> = JSON.parse(await readFile(outputsFile, 'utf8'));
  const outputs = Object.assign({}, ...Object.values(stacks));
  const send = sender(addressOf(outputs['ApiUrl'], cloud));
  const succeeded = new Set<string>();
  return {
    outputs,
    succeeded,
    async call(line, request) {
      const answer = await send(line, request);
      const operation = operationOf(line);
      if (operation && answer.status in operation.answers) succeeded.add(operation.operationId);
      return answer;
    },
  };
}

/** https://{id}.execute-api.{region}.amazonaws.com/{stage}/ on AWS; the emulator has all of them under a path of its own. */
function addressOf(apiUrl: string, { connection }: Cloud): string {
  const { hostname, pathname } = new URL(apiUrl);
  return `${connection.endpoint}/_aws/execute-api/${hostname.split('.')[0]}${pathname.replace(/\/$/, '')}`;
}

function operationOf(line: string): Operation | undefined {
  const [method, target = ''] = line.split(' ');
  const [path = ''] = target.split('?');
  return deployedOperations.find((each) => each.method === method && matchPath(each, path));
}

function sender(address: string): Stage['call'] {
  return async (line, { token, body, key, headers } = {}) => {
    const [method, path] = line.split(' ');
    const response = await fetch(`${address}${path}`, {
      method,
      headers: {
        ...(token !== undefined && { Authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
        ...(key !== undefined && { 'Idempotency-Key': key }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: response.status, headers: response.headers, text: await response.text() };
  };
}

/** A copy of the app in which every problem, of the gateway's and of each function's, has another type. */
export async function changedSource(folder: string): Promise<string> {
  for (const entry of ['bin', 'docs', 'lambdas', 'lib', 'cdk.json', 'package.json']) {
    await cp(entry, join(folder, entry), { recursive: true });
  }
  await symlink(resolve('node_modules'), join(folder, 'node_modules'));

  const file = join(folder, 'lambdas/platform/problem.ts');
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace('urn:liftline:problem:', 'urn:changed:'));
  return folder;
}
