import { type Call, scopes } from '#platform/call.ts';
import { fakeLog } from './log.ts';

/** A call by somebody who may do everything. */
export function fakeCall(overrides: Partial<Call> = {}): Call {
  return {
    principal: { sub: 'staff', scopes: new Set(scopes) },
    requestId: 'request-1',
    deadlineMs: 10_000,
    log: fakeLog(),
    ...overrides,
  };
}
