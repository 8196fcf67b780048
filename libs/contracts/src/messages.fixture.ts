import type { RawRecord } from './record.js';

/** The clock of the specs: a day after the messages. */
export const NOW = new Date('2027-03-02T00:00:00Z');

export const purchase = { orderId: 'o-1', customerId: 'c-1', currency: 'USD', totalMinor: 10450 };
export const envelope = {
  specversion: '1.0',
  id: 'e-1',
  source: '/shop',
  type: 'commerce.purchase.completed.v1',
  time: '2027-03-01T10:00:00Z',
  subject: 'c-1',
};
/** A whole message in structured mode. */
export const text = JSON.stringify({ ...envelope, data: purchase });

export const record = (value: Buffer | string | null, more: Partial<RawRecord> = {}): RawRecord => ({
  topic: 'commerce.purchase',
  key: 'c-1',
  value: typeof value === 'string' ? Buffer.from(value) : value,
  headers: {},
  ...more,
});
export const structured = (message: object, more?: Partial<RawRecord>) => record(JSON.stringify(message), more);

/** A purchase with other attributes; undefined leaves one out. */
export const withAttributes = (attributes: object) => structured({ ...envelope, ...attributes, data: purchase });
/** A purchase with other data; undefined leaves a field out. */
export const withData = (data: object) => structured({ ...envelope, data: { ...purchase, ...data } });
/** A purchase with one data field written exactly so, for what `JSON.stringify` cannot write. */
export const withLiteral = (field: string, literal: string) => {
  const { [field]: _, ...rest } = purchase as Record<string, unknown>;
  const data = JSON.stringify(rest).slice(0, -1);
  return record(`${JSON.stringify(envelope).slice(0, -1)},"data":${data},"${field}":${literal}}}`);
};

const binaryHeaders = {
  'content-type': 'application/json',
  ...Object.fromEntries(Object.entries(envelope).map(([name, value]) => [`ce_${name}`, Buffer.from(value)])),
};
/** The same purchase in binary mode, with other headers or another value. */
export const binary = (headers: RawRecord['headers'], value: string | Buffer | null = JSON.stringify(purchase)) =>
  record(value, { headers: { ...binaryHeaders, ...headers } });
