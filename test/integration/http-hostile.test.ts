import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Gateway, startGateway } from '../../lib/local/gateway/gateway.ts';
import { fakeService, problemIn, sendRaw } from '../fakes/http-service.ts';
import { hostileBodies, hostileHeaders, hostileQueries, hostileSegments } from './corpus.ts';

describe('hostile input', () => {
  test('in a body is taken as text or refused as a problem', async () => {
    for (const body of hostileBodies) {
      const answer = await post({ body });

      if (!answer.startsWith('HTTP/1.1 201 ')) expectRefusal(answer, `${body.slice(0, 100)}`);
    }
  });

  test('in a path names nothing and is refused as a problem', async () => {
    for (const segment of hostileSegments) {
      expectRefusal(await post({ path: `/notes/${segment}` }), segment);
      expectRefusal(await post({ path: `/${segment}` }), segment);
    }
  });

  test('in a query is refused by our own operations and ignored or refused by those of the Ski Data API', async () => {
    for (const query of hostileQueries) {
      const ours = await post({ path: `/notes/7?${query}` });
      const theirs = await sendRaw(gateway.port, `GET /notes/1?${query} HTTP/1.1\r\n${FIELDS}\r\n`);

      if (!ours.startsWith('HTTP/1.1 201 ')) expectRefusal(ours, query);
      if (!theirs.startsWith('HTTP/1.1 200 ')) expectRefusal(theirs, query);
    }
  });

  test('in a header is ignored or refused as a problem', async () => {
    for (const [name, value] of hostileHeaders) {
      const answer = await post({ replaced: { [name]: value } });

      if (!answer.startsWith('HTTP/1.1 201 ')) expectRefusal(answer, `${name}: ${value}`);
    }
  });

  test('leaves its text in no log and in no refusal', async () => {
    const canary = 'canary-4711';
    const answers = [
      await post({ body: `{"text":1.0,"other":"${canary}"}` }),
      await post({ body: `{"text":["${canary}"]}` }),
      await post({ path: `/notes/${canary}` }),
      await post({ replaced: { authorization: `Bearer ${canary}` } }),
      await post({ replaced: { 'content-type': canary } }),
    ];

    expect(answers.join('\n')).not.toContain(canary);
    expect(JSON.stringify(service.log.lines)).not.toContain(canary);
  });

  test('leaves the gateway as it was', async () => {
    const response = await fetch(`http://127.0.0.1:${gateway.port}/ping`);

    expect(await response.json()).toEqual({ pong: true });
    expect({}).not.toHaveProperty('polluted');
    expect(service.log.lines.filter(({ level }) => level !== 'INFO')).toEqual([]);
  });
});

const service = fakeService({
  notes: new Map([[1, 'powder']]),
  deadlines: { headMs: 200, requestMs: 400, checkMs: 50 },
});
let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway(service.gateway);
});
afterAll(() => gateway.close());

const FIELDS = 'host: a\r\nconnection: close\r\nauthorization: Bearer staff\r\n';

interface Sent {
  readonly path?: string;
  readonly body?: string | Uint8Array;
  readonly replaced?: Readonly<Record<string, string>>;
}

function post({ path = '/notes/7', body = '{"text":"a"}', replaced = {} }: Sent): Promise<string> {
  const fields = {
    authorization: 'Bearer gate',
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    ...replaced,
  };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  return sendRaw(gateway.port, `POST ${path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n${lines.join('')}\r\n`, body);
}

function expectRefusal(answer: string, sent: string): void {
  const { status } = problemIn(answer);
  expect(status, sent).toBeGreaterThanOrEqual(400);
  expect(status, sent).toBeLessThan(500);
}
