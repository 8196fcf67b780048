import {
  businessKeyOf,
  identityOf,
  isEvent,
  partnerReversed,
  payloadDigest,
  purchaseCompleted,
  returnCompleted,
  customerErased,
  type Envelope,
} from '@perennial/contracts';

/** A good event that was refused. */
export interface Refused {
  readonly event: Envelope;
  readonly reason: string;
}

/** Fields by which events are about one thing. */
const THINGS = ['orderId', 'reviewId', 'externalId'];

type Fields = Readonly<Record<string, unknown>>;

/**
 * Whether the reason can be true of the event, whatever order its history arrived in. Which of several rivals is refused
 * depends on that order; that there is one does not.
 *
 * @param history all events of it, refused ones too
 */
export function canBeRefused({ event, reason }: Refused, history: readonly Envelope[]): boolean {
  const others = history.filter((other) => payloadDigest(other) !== payloadDigest(event) || other.id !== event.id);
  const data = event.data as Fields;
  const about = history.filter((other) => isAboutTheSame(event, other));
  const differ = (field: string) => new Set(about.map((each) => (each.data as Fields)[field])).size > 1;
  const key = businessKeyOf(event);
  switch (reason) {
    case 'ID_REUSED':
      return others.some((other) => identityOf(other) === identityOf(event) || (key && businessKeyOf(other) === key));
    case 'DUPLICATE_ORDER':
      return about.length > 1;
    case 'SUBJECT_ERASED':
      return history.some((other) => isEvent(customerErased, other));
    case 'CUSTOMER_MISMATCH':
      return differ('customerId');
    case 'CURRENCY_MISMATCH':
      return differ('currency');
    case 'OVER_RETURN':
      return about.length > 1 && about.some((each) => isEvent(returnCompleted, each) || isEvent(partnerReversed, each));
    case 'INVALID_DATA':
      return isEvent(returnCompleted, event) && event.data.lines !== undefined;
    case 'UNKNOWN_PARTNER':
      return data['partnerId'] !== undefined;
    default:
      return false;
  }
}

function isAboutTheSame(event: Envelope, other: Envelope): boolean {
  const [one, two] = [event.data as Fields, other.data as Fields];
  return THINGS.some((field) => one[field] !== undefined && one[field] === two[field]);
}

/** What an accepted event is for those that wait for it. */
export function thingOf(event: Envelope): string | undefined {
  const data = event.data as Fields;
  if (isEvent(purchaseCompleted, event)) return `order:${event.data.orderId}`;
  if (event.type === 'commerce.review.published.v1') return `review:${String(data['reviewId'])}`;
  if (event.type === 'commerce.partner.accrued.v1')
    return `accrual:${String(data['partnerId'])}:${String(data['externalId'])}`;
  return undefined;
}
