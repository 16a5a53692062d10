import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

/** An OIDC issuer on loopback: its key set, and tokens signed with its key. */
export interface Issuer {
  readonly url: string;
  readonly jwksUri: string;
  /** Of `gate-1`, unless the claims say otherwise. */
  token(scope: string, claims?: object): Promise<string>;
  stop(): void;
}

export async function startIssuer(): Promise<Issuer> {
  const { privateKey, publicKey } = await generateKeyPair('RS256');
  const header = { alg: 'RS256', kid: 'deploy-suite' };
  const keySet = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), ...header, use: 'sig' }] });

  const path = '/.well-known/jwks.json';
  const server = createServer((request, response) => {
    if (request.url === path) response.setHeader('Content-Type', 'application/json').end(keySet);
    else response.writeHead(404).end();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    url,
    jwksUri: url + path,
    token: (scope, claims = {}) =>
      new SignJWT({ sub: 'gate-1', client_id: 'gate-1', scope, token_use: 'access', ...claims })
        .setProtectedHeader(header)
        .setIssuer(url)
        .setIssuedAt()
        .setExpirationTime('1h')
        .sign(privateKey),
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
