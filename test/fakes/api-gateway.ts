import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Key {
  readonly id: string;
  readonly value: string;
  readonly customerId: string;
}

/** The part of API Gateway that has API keys and usage plans, on loopback, with the conflicts that it answers. */
export async function apiGateway(planIDs: readonly string[]) {
  const keys = new Map<string, Key>();
  const plans = new Map(planIDs.map((id) => [id, new Set<string>()]));
  let made = 0;

  const server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    request.on('end', () => {
      const { pathname, searchParams } = new URL(request.url ?? '', 'http://fake');
      const sent = text === '' ? {} : JSON.parse(text);
      const { status, type, body } = answer(`${request.method} ${pathname}`, searchParams, sent);
      response.writeHead(status, { 'content-type': 'application/json', ...(type && { 'x-amzn-errortype': type }) });
      response.end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    settings: {
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      region: 'us-east-1',
      credentials: { accessKeyId: 'fake', secretAccessKey: 'fake' },
      maxAttempts: 1,
    },
    /** The values of the keys of a plan. */
    in: (planID: string) => [...(plans.get(planID) ?? [])].map((id) => keys.get(id)?.value),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };

  function answer(line: string, query: URLSearchParams, sent: Record<string, string>): Answer {
    const [, , thing, id = ''] = line.split(/[ /]/);
    if (line === 'GET /apikeys') {
      const asked = query.get('customerId');
      return done(200, { item: [...keys.values()].filter(({ customerId }) => customerId === asked) });
    }
    if (line === 'POST /apikeys') return makeKey(sent);
    if (thing === 'apikeys') return keys.delete(id) ? forgotten(id) : refused(404, 'NotFoundException');
    const plan = plans.get(id);
    if (!plan || !keys.has(sent['keyId'] ?? '')) return refused(404, 'NotFoundException');
    // A key is in one plan of a stage, and all of these are of one stage.
    if ([...plans.values()].some((each) => each.has(sent['keyId'] ?? ''))) return refused(409, 'ConflictException');
    plan.add(sent['keyId'] ?? '');
    return done(201, {});
  }

  function makeKey({ value = '', customerId = '' }: Record<string, string>): Answer {
    if (!/^[a-zA-Z0-9]{20,128}$/.test(value)) return refused(400, 'BadRequestException');
    if ([...keys.values()].some((key) => key.value === value)) return refused(409, 'ConflictException');
    made += 1;
    const key = { id: `key${made}`, value, customerId };
    keys.set(key.id, key);
    return done(201, key);
  }

  function forgotten(id: string): Answer {
    for (const plan of plans.values()) plan.delete(id);
    return done(202, {});
  }
}

interface Answer {
  readonly status: number;
  readonly body: object;
  readonly type?: string;
}

function done(status: number, body: object): Answer {
  return { status, body };
}

function refused(status: number, type: string): Answer {
  return { status, type, body: { message: type } };
}
