/** Header values as Kafka clients give them: a header may occur several times. */
export type RecordHeaders = Readonly<Record<string, Buffer | string | readonly (Buffer | string)[] | undefined>>;

/** A Kafka record as it was fetched. */
export interface RawRecord {
  readonly topic: string;
  readonly key?: Buffer | string | null;
  readonly value: Buffer | null;
  readonly headers?: RecordHeaders;
}

/** A Kafka record to be sent. */
export interface EncodedRecord {
  /** Without an installation's prefix. */
  readonly topic: string;
  readonly key: string;
  readonly value: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/** The same without a value. */
export interface Tombstone extends Omit<EncodedRecord, 'value'> {
  readonly value: null;
}
