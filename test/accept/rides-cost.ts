import type { AcceptanceLine } from './line.ts';
import { suitePasses } from './suite.ts';

const TEST = 'test/integration/costs.test.ts';

export const ridesCost: AcceptanceLine = {
  name: 'rides-cost',
  says: 'a scan costs no DynamoDB call on the request path and about 1.1 write units in all at 30 rides a skier-day',
  async *check() {
    yield suitePasses(TEST, [TEST]);
  },
};
