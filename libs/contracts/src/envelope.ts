/**
 * One CloudEvent after decoding: the attributes Perennial uses, and data already checked against its contract.
 * The same shape on the way in and on the way out.
 */
export interface Envelope<Type extends string = string, Data = unknown> {
  /** Unique together with `source`; deduplicated for ever. */
  readonly id: string;
  readonly source: string;
  readonly type: Type;
  /** When it happened, RFC 3339 as it was received. */
  readonly time: string;
  /** `time` in whole milliseconds since 1970: what the order of things compares. */
  readonly at: number;
  /** The customer id; absent for guests and anonymous answers. */
  readonly subject?: string;
  readonly dataschema?: string;
  readonly traceparent?: string;
  readonly correlationid?: string;
  /** Id and source of the event that caused this one. */
  readonly causationid?: string;
  readonly causationsource?: string;
  readonly data: Data;
}
