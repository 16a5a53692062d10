import { APIGatewayClient, GetUsagePlanKeysCommand, GetUsagePlansCommand } from '@aws-sdk/client-api-gateway';
import type { Cloud } from './cloud.ts';
import type { Stage } from './stage.ts';

/**
 * The usage plans of a stage, and the key that its authorizer names. The emulator asks for no key and counts no request, so
 * what is seen is that both sides name the same: the plan has the key that the gateway would be told.
 */
export function usageOf({ connection }: Cloud, { outputs }: Stage) {
  const apiId = outputs['ApiId'] ?? '';

  return {
    /** The values of the keys in the plan of this name. */
    async keysIn(name: string): Promise<(string | undefined)[]> {
      const gateway = new APIGatewayClient(connection);
      const { items: plans = [] } = await gateway.send(new GetUsagePlansCommand({}));
      const usagePlanId = plans.find((plan) => plan.name === name)?.id;
      const { items: keys = [] } = await gateway.send(new GetUsagePlanKeysCommand({ usagePlanId }));
      gateway.destroy();
      return keys.map(({ value }) => value);
    },

    async countedBy(token: string): Promise<string | undefined> {
      const name = 'liftline-dev-authorize';
      const response = await fetch(`${connection.endpoint}/2015-03-31/functions/${name}/invocations`, {
        method: 'POST',
        body: JSON.stringify({
          methodArn: `arn:aws:execute-api:us-east-1:000000000000:${apiId}/dev/GET/resorts`,
          headers: { Authorization: `Bearer ${token}` },
          multiValueHeaders: { Authorization: [`Bearer ${token}`] },
          requestContext: { apiId },
        }),
      });
      const { usageIdentifierKey } = (await response.json()) as { usageIdentifierKey?: string };
      return usageIdentifierKey;
    },
  };
}
