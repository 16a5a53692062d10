import { describe, expect, test } from 'vitest';
import { embeddedSystem } from '../fakes/embedded.ts';
import { basic, claimsOf, issuingSystem, refusalOf, told } from '../fakes/issuer.ts';

const grant = { grant_type: 'client_credentials' };

describe('POST /oauth2/token with client credentials', () => {
  test('gives a till a token with its scopes and resorts, which the API takes', async () => {
    const { asTill, till, get } = await issuing();

    const response = await asTill(grant);

    const answer = await told(response);
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(answer).toEqual({
      access_token: expect.any(String),
      token_type: 'Bearer',
      expires_in: 3_600,
      scope: 'accounts:read accounts:till',
    });
    expect(claimsOf(answer.access_token)).toMatchObject({ sub: till.clientID, client_id: till.clientID, resorts: [7] });
    const used = await get('/accounts', answer.access_token);
    expect([used.status, used.headers.get('ratelimit-policy')]).toEqual([200, '"default";q=600;w=60']);
  });

  test('takes the credentials in the form as well', async () => {
    const { send, till } = await issuing();

    const { status } = await send('/oauth2/token', { ...grant, client_id: till.clientID, client_secret: till.secret });

    expect(status).toBe(200);
  });

  test.each(['accounts:read', 'liftline/accounts:read'])('gives less where %s is asked for', async (scope) => {
    const { asTill } = await issuing();

    const answer = await told(await asTill({ ...grant, scope }));

    expect(answer.scope).toBe('accounts:read');
  });

  test('refuses to give more than was registered', async () => {
    const { asTill } = await issuing();

    const response = await asTill({ ...grant, scope: 'accounts:read rides:admin' });

    expect([response.status, (await told(response)).error]).toEqual([400, 'invalid_scope']);
  });

  test('answers a wrong secret as it answers an unknown program, and says how to authenticate', async () => {
    const { send, till } = await issuing();
    const wrong = { ...till, secret: till.secret.replace(/^./, (first) => (first === '0' ? '1' : '0')) };

    const answers = await Promise.all(
      [basic(wrong), basic({ ...till, clientID: 'nobody' }), basic({ clientID: 'x'.repeat(3_000), secret: '' })].map(
        async (authorization) => refusalOf(await send('/oauth2/token', grant, { authorization })),
      ),
    );

    const challenge = 'Basic realm="liftline"';
    expect(answers[0]).toMatchObject({ status: 401, challenge, error: 'invalid_client', code: 'invalid_client' });
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
  });

  test('refuses a program that does not say who it is', async () => {
    const { send } = await issuing();

    expect(await refusalOf(await send('/oauth2/token', grant))).toMatchObject({ status: 401, error: 'invalid_client' });
  });

  test('takes the old secret beside the new one until the overlap is ended', async () => {
    const { send, till, clients } = await issuing();
    const statusOf = async (secret: string) =>
      (await send('/oauth2/token', grant, { authorization: basic({ ...till, secret }) })).status;

    const next = (await clients.rotate(till.clientID)) ?? '';
    const during = [await statusOf(till.secret), await statusOf(next)];
    await clients.endOverlap(till.clientID);

    expect(during).toEqual([200, 200]);
    expect([await statusOf(till.secret), await statusOf(next)]).toEqual([401, 200]);
  });

  test('gives nothing to a program that was removed', async () => {
    const { asTill, clients, till } = await issuing();

    await clients.remove(till.clientID);

    expect((await asTill(grant)).status).toBe(401);
  });

  test('keeps no secret, neither in the table nor in the log', async () => {
    const { asTill, directory, till, log } = await issuing();

    await asTill(grant);

    const kept = JSON.stringify(await directory.client(till.clientID)) + JSON.stringify(log);
    expect(kept).toContain(till.clientID);
    expect(kept).not.toContain(till.secret);
  });
});

describe('POST /oauth2/token, whatever is sent', () => {
  const body = 'grant_type=client_credentials';
  test.each([
    ['nothing', { body: '' }, [400, 'invalid_request']],
    ['a grant twice', { body: `${body}&${body}` }, [400, 'invalid_request']],
    ['an empty grant', { body: 'grant_type=' }, [400, 'invalid_request']],
    [
      'a grant that is not known',
      { body: 'grant_type=password&username=a&password=b' },
      [400, 'unsupported_grant_type'],
    ],
    ['a refresh without its token', { body: 'grant_type=refresh_token' }, [400, 'invalid_request']],
    ['what is not UTF-8', { body: 'grant_type=%ff' }, [400, 'invalid_request']],
    ['bytes beyond ASCII', { body: 'grant_type=é' }, [400, 'invalid_request']],
    ['a field called __proto__', { body: '__proto__=x' }, [400, 'invalid_request']],
    ['16 KiB and one byte', { body: `${body}&x=`.padEnd(16 * 1024 + 1, 'x') }, [413, 'invalid_request']],
    ['JSON', { body: '{"grant_type":"client_credentials"}', type: 'application/json' }, [415, 'invalid_request']],
    ['another charset', { body, type: `${FORM};charset=latin1` }, [415, 'invalid_request']],
    ['no content type', { body: Buffer.from(body), type: undefined }, [415, 'invalid_request']],
    ['half of Basic', { body, authorization: 'Basic' }, [400, 'invalid_request']],
    ['Basic without a colon', { body, authorization: `Basic ${btoa('gate')}` }, [400, 'invalid_request']],
    ['Basic that is not UTF-8', { body, authorization: `Basic ${btoa('%ff:x')}` }, [400, 'invalid_request']],
    ['a bearer token', { body, authorization: 'Bearer eyJ' }, [400, 'invalid_request']],
    ['a secret twice', { body: `${body}&client_secret=x`, authorization: 'Basic YTpi' }, [400, 'invalid_request']],
    ['two names', { body: `${body}&client_id=c`, authorization: 'Basic YTpi' }, [400, 'invalid_request']],
  ] as const)('answers %s in the words of OAuth', async (_, sent, [status, error]) => {
    const system = await embeddedSystem();
    const { type, authorization } = { type: FORM, authorization: undefined, ...sent };

    const response = await fetch(`http://127.0.0.1:${system.port}/oauth2/token`, {
      method: 'POST',
      body: sent.body,
      headers: { ...(type && { 'content-type': type }), ...(authorization && { authorization }) },
    });

    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await told(response)).toMatchObject({ status, error, error_description: expect.any(String) });
    expect(response.status).toBe(status);
  });

  test('ignores fields that it does not know', async () => {
    const { asTill } = await issuing();

    expect((await asTill({ ...grant, audience: 'liftline', 'x.y': 'z' })).status).toBe(200);
  });
});

test('publishes the key of its tokens, and nothing that could sign one', async () => {
  const { asTill, request } = await issuing();
  const { access_token: token } = await told(await asTill(grant));

  const response = await request('GET', '/.well-known/jwks.json', { as: 'none' });

  const { keys } = (await response.json()) as { keys: unknown };
  const { kid } = JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString());
  expect(keys).toEqual([{ kid, kty: 'RSA', alg: 'RS256', use: 'sig', n: expect.any(String), e: 'AQAB' }]);
});

const FORM = 'application/x-www-form-urlencoded';

async function issuing() {
  const system = await embeddedSystem();
  return { ...system, ...(await issuingSystem(system)) };
}
