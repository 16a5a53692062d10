/** DynamoDB refuses this request: a mistake in the calling code, so it is thrown, under DynamoDB's own name. */
export class ValidationException extends Error {
  override readonly name = 'ValidationException';
}

/**
 * The request is well formed, but the item as it stands does not take it. In a transaction this is the reason
 * `ValidationError` of its action (TransactWriteItems, "TransactionCanceledException").
 */
export class ItemValidationException extends ValidationException {}

export class ResourceNotFoundException extends Error {
  override readonly name = 'ResourceNotFoundException';
}

/** DynamoDB may well do this; this engine does not, and says so instead of guessing. */
export class NotModelled extends Error {
  override readonly name = 'NotModelled';

  constructor(feature: string) {
    super(`The embedded DynamoDB engine does not model ${feature}.`);
  }
}

/** Refuses, by name, whatever part of a request this engine would otherwise ignore. */
export function modelsOnly(request: string, input: object, fields: ReadonlySet<string>): void {
  for (const field in input) {
    if (!fields.has(field) && input[field as keyof typeof input] !== undefined) {
      throw new NotModelled(`${field} of ${request}`);
    }
  }
}
