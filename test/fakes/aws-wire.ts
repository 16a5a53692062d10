import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What an AWS service answers to one command, after some time where it says so; `silence` never answers. */
export type WireAnswer = { readonly status?: number; readonly body: object; readonly afterMs?: number } | 'silence';

/** A command as it came over the wire: its name, and its input. */
export interface WireCommand {
  readonly name: string;
  // biome-ignore lint/suspicious/noExplicitAny: JSON whose shape depends on the command; each test reads what it sent.
  readonly input: any;
}

export interface AwsWire {
  /** For a client of the SDK; with one attempt, so that a test decides about every answer. */
  readonly settings: object;
  readonly commands: WireCommand[];
  close(): void;
}

/** An AWS service of the JSON protocol on loopback, that answers what the test says. */
export async function awsWire(answer: (command: WireCommand) => WireAnswer): Promise<AwsWire> {
  const commands: WireCommand[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => {
      body += text;
    });
    request.on('end', () => {
      const name = String(request.headers['x-amz-target']).split('.').at(-1) ?? '';
      const command = { name, input: JSON.parse(body) };
      commands.push(command);
      const given = answer(command);
      if (given === 'silence') return;
      setTimeout(() => {
        response.writeHead(given.status ?? 200, { 'content-type': 'application/x-amz-json-1.0' });
        response.end(JSON.stringify(given.body));
      }, given.afterMs ?? 0);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    settings: {
      endpoint: `http://127.0.0.1:${port}`,
      region: 'us-east-1',
      credentials: { accessKeyId: 'fake', secretAccessKey: 'fake' },
      maxAttempts: 1,
      requestHandler: { requestTimeout: 100, throwOnRequestTimeout: true },
    },
    commands,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
