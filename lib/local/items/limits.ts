/**
 * DynamoDB's limits, in its own units: a KB is 1,024 bytes, text is counted in UTF-8 bytes.
 * "Quotas in Amazon DynamoDB", https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html
 */
const KB = 1024;
const MB = 1024 * KB;

/** "Partition key length". */
export const PARTITION_KEY_BYTES_MAX = 2048;

/** "Sort key length". */
export const SORT_KEY_BYTES_MAX = 1024;

/** "Item size": names and values together. */
export const ITEM_BYTES_MAX = 400 * KB;

/** "Nested attribute depth": what a list or map at level 31 holds is at level 32, the last. */
export const NESTING_MAX = 32;

/** "Expression parameters", lengths. */
export const EXPRESSION_BYTES_MAX = 4 * KB;
export const PLACEHOLDER_BYTES_MAX = 255;
export const SUBSTITUTES_BYTES_MAX = 2 * MB;

/** "Operators and operands": operators and functions of one expression. */
export const OPERATORS_MAX = 300;

/** "DynamoDB transactions". */
export const TRANSACTION_ACTIONS_MAX = 100;
export const TRANSACTION_BYTES_MAX = 4 * MB;

/** "API-specific limits": BatchGetItem. */
export const BATCH_GET_KEYS_MAX = 100;

/** "API-specific limits": the result set of one Query or Scan. */
export const PAGE_BYTES_MAX = MB;
