import {
  ConditionalCheckFailedException,
  TransactionCanceledException,
  TransactionConflictException,
} from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { type Reason, type ReasonCode, StoreUnavailable, UnknownOutcome, type Written } from '../items.ts';
import { failureOf } from './sdk-failure.ts';

/** What became of a write that threw: a condition that failed is an answer, and the rest is thrown on as what is known of it. */
export function writtenOf(error: unknown): Written {
  if (error instanceof TransactionCanceledException) {
    const reasons = error.CancellationReasons ?? [];
    return { ok: false, reasons: reasons.map(({ Code, Item }) => reasonOf((Code ?? 'None') as ReasonCode, Item)) };
  }
  if (error instanceof ConditionalCheckFailedException) {
    return { ok: false, reasons: [reasonOf('ConditionalCheckFailed', error.Item)] };
  }
  if (error instanceof TransactionConflictException) return { ok: false, reasons: [{ code: 'TransactionConflict' }] };

  switch (failureOf(error)) {
    case 'throttled':
      throw new StoreUnavailable('DynamoDB has no capacity for this write', { cause: error });
    case 'unknown':
      throw new UnknownOutcome('DynamoDB did not say whether it wrote', { cause: error });
    case 'surprise':
      throw error;
  }
}

/** Items in exceptions come as DynamoDB wrote them: the DocumentClient reads only those in answers. */
function reasonOf(code: ReasonCode, item: Parameters<typeof unmarshall>[0] | undefined): Reason {
  return item ? { code, item: unmarshall(item) } : { code };
}
