/** What of a correct CloudEvent a mistake starts from. */
export interface CloudEventJson {
  readonly id: string;
  readonly type: string;
  readonly data: object;
  readonly [attribute: string]: unknown;
}

export interface Mistake {
  /** The quarantine reason. */
  readonly reason: string;
  /** Spoils a correct purchase, given as the JSON of a CloudEvent. */
  readonly spoil: (purchase: CloudEventJson) => string;
}

const json = JSON.stringify;
const without = (event: CloudEventJson, attribute: string) =>
  Object.fromEntries(Object.entries(event).filter(([name]) => name !== attribute));

/** The mistakes the simulated shop makes, one after the other. Each is refused for another reason; everything else goes on. */
export const mistakes: readonly [Mistake, ...Mistake[]] = [
  { reason: 'NOT_JSON', spoil: (purchase) => json(purchase).slice(0, -20) },
  { reason: 'UNKNOWN_TYPE', spoil: (purchase) => json({ ...purchase, type: 'commerce.purchase.imagined.v1' }) },
  { reason: 'NOT_A_CLOUDEVENT', spoil: (purchase) => json(without(purchase, 'id')) },
  { reason: 'INVALID_DATA', spoil: (purchase) => json({ ...purchase, data: { ...purchase.data, totalMinor: -1 } }) },
  {
    reason: 'UNKNOWN_CURRENCY',
    spoil: (purchase) => json({ ...purchase, data: { ...purchase.data, currency: 'XXX' } }),
  },
  { reason: 'UNSUPPORTED_VERSION', spoil: (purchase) => json({ ...purchase, type: 'commerce.purchase.completed.v9' }) },
  { reason: 'FUTURE_EVENT', spoil: (purchase) => json({ ...purchase, time: '2999-01-01T00:00:00Z' }) },
];
