import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { connectCluster, connectToken } from '#platform/aws/elasticache.ts';
import { valkey } from '#platform/aws/valkey.ts';
import { READER_ACCESS } from '../../lib/aws/constructs/serverless-cache.ts';
import { clock } from '../../lib/local/platform.ts';
import { freePort } from '../load/free-port.ts';
import { until } from './contract.ts';
import { startValkey } from './valkey-server.ts';

describe('a cluster over TLS, with the user of the stacks', () => {
  it('is read and written', async () => {
    const { connect } = await secureCluster();
    const cache = valkey({ connect: () => connect(), clock });
    onTestFinished(cache.reconnect);

    await cache.set('forecast:1:7', 'text', 60_000);

    expect(await cache.get('forecast:1:7')).toBe('text');
    expect(await cache.get('forecast:1:8')).toBeUndefined();
  });

  it('refuses whatever the user has no business with', async () => {
    const { connect } = await secureCluster();
    const client = connect();
    onTestFinished(() => client.disconnect());

    await expect(client.get('account:1')).rejects.toThrow('NOPERM');
    await expect(client.call('FLUSHALL')).rejects.toThrow('NOPERM');
    await expect(client.call('KEYS', '*')).rejects.toThrow('NOPERM');
  });

  it('lets nobody in with another token', async () => {
    const { connect } = await secureCluster();
    const cache = valkey({ connect: () => connect({ password: 'stale' }), clock });

    await expect(cache.get('forecast:1:7')).rejects.toThrow();
  });

  it('is not spoken to when its certificate is of an authority that nobody knows', async () => {
    const { connect } = await secureCluster();
    const cache = valkey({ connect: () => connect({ tls: {} }), clock });

    await expect(cache.get('forecast:1:7')).rejects.toThrow();
  });
});

describe('a token', () => {
  it('is a signed request to connect, for fifteen minutes, without the scheme', async () => {
    const token = await connectToken(
      { cacheName: 'liftline-dev-cache', user: 'liftline-dev-reader', region: 'eu-central-1' },
      async () => ({ accessKeyId: 'AKID', secretAccessKey: 'secret', sessionToken: 'a+b/c=' }),
    );

    const { host, pathname, searchParams } = new URL(`http://${token}`);
    expect([host, pathname]).toEqual(['liftline-dev-cache', '/']);
    expect(Object.fromEntries(searchParams)).toEqual({
      Action: 'connect',
      User: 'liftline-dev-reader',
      ResourceType: 'ServerlessCache',
      'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
      'X-Amz-Credential': expect.stringMatching(/^AKID\/\d{8}\/eu-central-1\/elasticache\/aws4_request$/),
      'X-Amz-Date': expect.any(String),
      'X-Amz-Expires': '900',
      'X-Amz-Security-Token': 'a+b/c=',
      'X-Amz-SignedHeaders': 'host',
      'X-Amz-Signature': expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });
});

/** One node that has every key, as ElastiCache Serverless seems to have to its clients. */
async function secureCluster() {
  const [port, bus] = [await freePort(), await freePort()];
  let ca = '';
  const server = await startValkey((folder) => {
    const [certificate, key] = certificateIn(folder);
    ca = readFileSync(certificate, 'utf8');
    return [
      ...['--tls-port', String(port), '--tls-auth-clients', 'no'],
      ...['--tls-cert-file', certificate, '--tls-key-file', key, '--tls-ca-cert-file', certificate],
      ...[
        '--cluster-enabled',
        'yes',
        '--tls-cluster',
        'yes',
        '--cluster-port',
        String(bus),
        '--cluster-announce-ip',
        '127.0.0.1',
      ],
      ...['--user', 'reader', '>token', ...READER_ACCESS.split(' ')],
    ];
  });
  await server.command('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
  await until(async () => String(await server.command('CLUSTER', 'INFO')).includes('cluster_state:ok'));
  const account = { host: 'localhost', port, user: 'reader', password: 'token', tls: { ca } };

  return {
    connect: (other: Partial<typeof account> | { tls: object } = {}) => connectCluster({ ...account, ...other }),
  };
}

function certificateIn(folder: string): [string, string] {
  const [certificate, key] = [join(folder, 'certificate.pem'), join(folder, 'key.pem')] as [string, string];
  if (!existsSync(certificate)) {
    const names = 'subjectAltName=DNS:localhost,IP:127.0.0.1';
    const args = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1'];
    execFileSync(
      'openssl',
      [...args, '-subj', '/CN=localhost', '-addext', names, '-keyout', key, '-out', certificate],
      {
        stdio: 'ignore',
      },
    );
  }
  return [certificate, key];
}
