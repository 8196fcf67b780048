import type { RawRecord } from '@perennial/contracts';

const BINARY_ATTRIBUTES = ['specversion', 'id', 'source', 'type', 'time', 'subject'] as const;

/** What a case's records are made of: a purchase of a customer, an order and a source that no other case has. */
export class Material {
  readonly customerId: string;
  /** Somebody else, of this case alone too. */
  readonly otherId: string;
  readonly orderId: string;
  readonly envelope;
  readonly purchase;

  /** @param name unique among the cases of a run; letters, digits and dashes */
  constructor(name: string) {
    this.customerId = `c-${name}`;
    this.otherId = `d-${name}`;
    this.orderId = `o-${name}`;
    this.envelope = {
      specversion: '1.0',
      id: 'e-1',
      source: `/shop/${name}`,
      type: 'commerce.purchase.completed.v1',
      time: '2027-03-01T10:00:00Z',
      subject: this.customerId,
    };
    this.purchase = { orderId: this.orderId, customerId: this.customerId, currency: 'USD', totalMinor: 10_450 };
  }

  /** The purchase in structured mode: 10 points in the jeweller's programme. */
  get text(): string {
    return JSON.stringify({ ...this.envelope, data: this.purchase });
  }

  record(value: Buffer | string | null, more: Partial<RawRecord> = {}): RawRecord {
    const bytes = typeof value === 'string' ? Buffer.from(value) : value;
    return { topic: 'commerce.purchase', key: this.customerId, value: bytes, headers: {}, ...more };
  }

  structured(message: object, more?: Partial<RawRecord>): RawRecord {
    return this.record(JSON.stringify(message), more);
  }

  /** The purchase with other attributes; undefined leaves one out. */
  withAttributes(attributes: object): RawRecord {
    return this.structured({ ...this.envelope, ...attributes, data: this.purchase });
  }

  /** The purchase with other data; undefined leaves a field out. */
  withData(data: object): RawRecord {
    return this.structured({ ...this.envelope, data: { ...this.purchase, ...data } });
  }

  /** The purchase with one field of its data written exactly so, for what `JSON.stringify` cannot write. */
  withLiteral(field: string, literal: string): RawRecord {
    const { [field]: _, ...rest } = this.purchase as Readonly<Record<string, unknown>>;
    const data = JSON.stringify(rest).slice(0, -1);
    return this.record(`${JSON.stringify(this.envelope).slice(0, -1)},"data":${data},"${field}":${literal}}}`);
  }

  /** The purchase in binary mode, with other headers or another value. */
  binary(headers: RawRecord['headers'], value: string | Buffer | null = JSON.stringify(this.purchase)): RawRecord {
    const attributes = BINARY_ATTRIBUTES.map((name) => [`ce_${name}`, Buffer.from(this.envelope[name])]);
    return this.record(value, {
      headers: { 'content-type': 'application/json', ...Object.fromEntries(attributes), ...headers },
    });
  }

  /** Another event of the case's customer, or of `subject`. Its id is its type, unless `attributes` has another. */
  event(type: string, data: object, attributes: object = {}): RawRecord {
    const [, kind = ''] = type.split('.');
    const message = { ...this.envelope, type, id: type, ...attributes, data };
    return this.structured(message, { topic: `commerce.${kind}`, key: this.customerId });
  }

  reviewed(data: object = {}, attributes: object = {}): RawRecord {
    const { customerId, orderId } = this;
    const review = { reviewId: `r-${orderId}`, customerId, sku: 'ring-3', rating: 5, verified: true };
    return this.event('commerce.review.published.v1', { ...review, ...data }, attributes);
  }

  /** A return without a customer, of 1 cent, unless `data` says otherwise. */
  returned(data: object = {}, attributes: object = {}): RawRecord {
    const { orderId } = this;
    const back = { returnId: `rt-${orderId}`, orderId, currency: 'USD', amountMinor: 1 };
    return this.event('commerce.return.completed.v1', { ...back, ...data }, { subject: undefined, ...attributes });
  }

  referred(data: object = {}, attributes: object = {}): RawRecord {
    const { customerId, otherId, orderId } = this;
    const referral = { referralId: `f-${orderId}`, referrerId: customerId, refereeId: otherId };
    return this.event('commerce.referral.created.v1', { ...referral, ...data }, attributes);
  }

  /** The case's other record becomes one with its customer's. */
  merged(data: object = {}, attributes: object = {}): RawRecord {
    const merge = { fromCustomerId: this.otherId, intoCustomerId: this.customerId };
    return this.event('commerce.customer.merged.v1', { ...merge, ...data }, { subject: this.otherId, ...attributes });
  }

  erased(customerId = this.customerId): RawRecord {
    return this.event('commerce.customer.erased.v1', { customerId }, { subject: customerId });
  }

  upserted(data: object): RawRecord {
    return this.event('commerce.customer.upserted.v1', { customerId: this.customerId, ...data });
  }

  /** An answer without a customer. */
  survey(data: object): RawRecord {
    const answer = { responseId: `s-${this.orderId}`, ...data };
    return this.event('commerce.survey.answered.v1', answer, { subject: undefined });
  }
}
