import { fromEnv } from '@aws-sdk/credential-provider-env';
import { Hash } from '@smithy/core/serde';
import { SignatureV4 } from '@smithy/signature-v4';
import { Cluster } from 'iovalkey';
import * as z from 'zod';
import type { Cache } from '../cache.ts';
import { guardedCache } from '../guarded-cache.ts';
import { memoryCache } from '../memory-cache.ts';
import type { ProcessPlatform } from './platform.ts';
import { valkey } from './valkey.ts';

/** The settings of a function that reads through the cache. A stage without one has none of them. */
export const cacheEnvironment = {
  CACHE_HOST: z.string().min(1).optional(),
  CACHE_NAME: z.string().min(1).optional(),
  CACHE_USER: z.string().min(1).optional(),
  AWS_REGION: z.string().min(1),
};

type CacheEnvironment = z.output<z.ZodObject<typeof cacheEnvironment>>;

/** The stage's cache where it has one, else this process's own memory, which lasts as long as Lambda keeps it. */
export function stageCache(env: CacheEnvironment, platform: ProcessPlatform): Cache {
  const { CACHE_HOST: host, CACHE_NAME: cacheName, CACHE_USER: user, AWS_REGION: region } = env;
  if (!host || !cacheName || !user) return memoryCache(platform);
  const connect = async () =>
    connectCluster({ host, port: PORT, user, password: await connectToken({ cacheName, user, region }), tls: {} });
  return guardedCache(valkey({ connect, clock: platform.clock }), platform);
}

const PORT = 6379;

export interface Server {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** Node's own. Without an authority of its own the server's certificate has to be of one that Node knows. */
  readonly tls: { readonly ca?: string };
}

/** A serverless cache speaks to clients of a cluster, over TLS, and of one endpoint: it finds the shards itself. */
export function connectCluster({ host, port, user, password, tls }: Server): Cluster {
  return new Cluster([{ host, port }], {
    // The certificate is for the name, so an address must not take its place.
    dnsLookup: (name, done) => done(null, name),
    redisOptions: {
      username: user,
      password,
      tls: { ...tls },
      connectTimeout: CONNECT_MS_MAX,
      enableReadyCheck: false,
    },
    slotsRefreshTimeout: CONNECT_MS_MAX,
    enableReadyCheck: false,
    clusterRetryStrategy: () => null,
    maxRedirections: 2,
  });
}

/** Name, TCP, TLS and AUTH are four round trips in a zone, of a millisecond each; a function without CPU takes longer. */
const CONNECT_MS_MAX = 1_000;

interface Connecting {
  readonly cacheName: string;
  readonly user: string;
  readonly region: string;
}

/**
 * What stands in for a password: a request that is signed and never sent ("Authenticating with IAM",
 * https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth-iam.html). Signing is arithmetic, and asks nobody.
 */
export async function connectToken({ cacheName, user, region }: Connecting, credentials = fromEnv()): Promise<string> {
  const signer = new SignatureV4({ service: 'elasticache', region, credentials, sha256: Hash.bind(null, 'sha256') });
  const { query = {} } = await signer.presign(
    {
      method: 'GET',
      protocol: 'http:',
      hostname: cacheName,
      path: '/',
      query: { Action: 'connect', User: user, ResourceType: 'ServerlessCache' },
      headers: { host: cacheName },
    },
    { expiresIn: TOKEN_SECONDS },
  );
  return `${cacheName}/?${new URLSearchParams(query as Record<string, string>)}`;
}

/** The longest that ElastiCache takes. A token is used once, at once. */
const TOKEN_SECONDS = 900;
