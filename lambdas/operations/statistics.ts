/**
 * How long the endpoints have taken to answer, lately: the last 15 minutes on AWS, since the start of the process
 * embedded. A port of this service alone, with CloudWatch or a histogram in memory behind it.
 */
export interface Statistics {
  /** The endpoints that were called at all. */
  endpoints(): Promise<readonly EndpointLatency[]>;
}

export interface EndpointLatency {
  readonly method: string;
  /** As the contract has it, with its variables in braces. */
  readonly path: string;
  readonly meanMs: number;
  readonly maxMs: number;
}
