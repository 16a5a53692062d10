import {
  APIGatewayClient,
  type ApiKey,
  ConflictException,
  CreateApiKeyCommand,
  CreateUsagePlanKeyCommand,
  DeleteApiKeyCommand,
  NotFoundException,
  paginateGetApiKeys,
} from '@aws-sdk/client-api-gateway';
import { CLIENT_SETTINGS } from './client-settings.ts';

interface Gateway {
  readonly apiID: string;
  /** The ids of its usage plans, by the requests a minute that each allows to every one of its keys. */
  readonly plans: ReadonlyMap<number, string>;
}

/**
 * The API keys that programs with a limit of their own are counted by, each in the usage plan of its limit. Programs never
 * see them: the authorizer names the key, so who knows its value can do nothing with it.
 *
 * A key is for one program, one limit and one API, and says so; it stays when the limit changes, because tokens that are
 * good for another hour name it. So a program has no more keys than there are plans.
 */
export function usageKeys({ apiID, plans }: Gateway, client = apiGatewayClient()) {
  return {
    limits: [...plans.keys()],

    async hold(clientID: string, requestsPerMinute: number): Promise<string> {
      const usagePlanId = plans.get(requestsPerMinute);
      if (!usagePlanId) throw new Error(`No usage plan allows ${requestsPerMinute} requests a minute.`);
      // Letters and digits, which is all that a value may consist of.
      const value = `${apiID}x${clientID}x${requestsPerMinute}`;
      const known = (await keysOf(clientID)).find((key) => key.value === value);
      const { id: keyId } = known ?? (await make(clientID, value));
      await unless(
        ConflictException,
        client.send(new CreateUsagePlanKeyCommand({ usagePlanId, keyId, keyType: 'API_KEY' })),
      );
      return value;
    },

    isHeldBy: (usageKey: string) => usageKey.startsWith(apiID),

    async release(clientID: string): Promise<void> {
      for (const { id: apiKey } of await keysOf(clientID)) {
        await unless(NotFoundException, client.send(new DeleteApiKeyCommand({ apiKey })));
      }
    },
  };

  function make(clientID: string, value: string) {
    const name = `liftline ${value}`;
    return client.send(new CreateApiKeyCommand({ name, value, customerId: clientID, enabled: true }));
  }

  async function keysOf(clientID: string): Promise<ApiKey[]> {
    const query = { customerId: clientID, includeValues: true, limit: 500 };
    const keys: ApiKey[] = [];
    for await (const { items = [] } of paginateGetApiKeys({ client }, query)) keys.push(...items);
    return keys.filter(({ customerId }) => customerId === clientID);
  }
}

/** What is so already need not be done. */
async function unless(
  kind: typeof ConflictException | typeof NotFoundException,
  done: Promise<unknown>,
): Promise<void> {
  try {
    await done;
  } catch (error) {
    if (!(error instanceof kind)) throw error;
  }
}

/** It is a person who waits, and API Gateway takes five changes a second and no more. */
function apiGatewayClient(): APIGatewayClient {
  return new APIGatewayClient({
    ...CLIENT_SETTINGS,
    requestHandler: { ...CLIENT_SETTINGS.requestHandler, requestTimeout: 5_000 },
  });
}
