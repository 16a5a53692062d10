/** A request as it came in, before anything is believed of it; both gateways make one of these. */
export interface RequestHead {
  readonly method: string;
  /** As sent, undecoded, without the query. */
  readonly path: string;
  /** As sent, undecoded, without the question mark; empty where there is none. */
  readonly query: string;
  /** Every value of a header, by its lower-case name, in the order received. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Empty for an answer without a body. */
  readonly body: string;
}

export const KIBIBYTE = 1024;

/** What an operation takes unless its contract says more: 16 KiB. */
export const BODY_BYTES_DEFAULT = 16 * KIBIBYTE;
