import type { Gateway, Request } from '../cloud/gateway.ts';
import type { World } from '../engine/world.ts';

/** Until there is something: a view may lag, and nothing is lost by asking again. */
export async function reading(world: World, gateway: Gateway, request: Omit<Request, 'method'>): Promise<void> {
  while ((await gateway.send({ method: 'GET', ...request }))?.status !== 200) await world.sleep(1_000);
}
