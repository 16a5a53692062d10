import { onTestFinished } from 'vitest';
import { scopes } from '#platform/call.ts';
import { type GatewayOptions, startGateway } from '../../lib/local/gateway/gateway.ts';
import type { Storage } from '../../lib/local/storage/storage.ts';
import { fakeLog } from './log.ts';

type Options = Pick<GatewayOptions, 'routes' | 'clock' | 'random'> &
  Partial<Pick<GatewayOptions, 'authenticate' | 'log'>> & { readonly storage: Pick<Storage, 'barrier' | 'close'> };

/** A gateway on what is stored in memory, until the test ends; its address. Everybody is staff unless told otherwise. */
export async function memoryGateway({ storage, ...options }: Options): Promise<string> {
  const gateway = await startGateway({
    authenticate: () => ({ sub: 'staff', scopes: new Set(scopes) }),
    allowanceOf: () => undefined,
    barrier: storage.barrier,
    log: fakeLog(),
    port: 0,
    ...options,
  });
  onTestFinished(async () => {
    await gateway.close();
    storage.close();
  });
  return `http://127.0.0.1:${gateway.port}`;
}
