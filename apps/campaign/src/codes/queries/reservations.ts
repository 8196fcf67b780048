import { bucketOf } from '@perennial/contracts';
import { plainColumn, textColumn, type Tx } from '@perennial/persistence';

// Codes that are held together are used together: what can only be let go counts for nobody.
const HELD = /* sql */ `
  select r.digest, r.order_id
    from code_reservation r
   where r.state = 'held' and r.digest = any($1::uuid[]) and r.until > $2
     and not exists (
           select from code_reservation beside
             join issued_code i on i.digest = beside.digest
             join coupon c on c.coupon_id = i.coupon_id
            where beside.reservation_id = r.reservation_id and c.voided_at is not null)`;

/**
 * The orders that codes are held for at an instant, by digest; not those for which a code was taken back that is held with them. Of codes that
 * are locked none is missing.
 */
export async function listHolds(tx: Tx, digests: readonly string[], at: Date): Promise<Map<string, Set<string>>> {
  const holds = new Map<string, Set<string>>();
  if (digests.length === 0) return holds;
  const columns = [plainColumn(digests, (digest) => digest), at];
  const rows = await tx.query<{ digest: string; order_id: string }>(HELD, columns, 'campaign.list-code-holds');
  for (const { digest, order_id } of rows) holds.set(digest, (holds.get(digest) ?? new Set<string>()).add(order_id));
  return holds;
}

/** What a code takes off an order, in minor units. */
export interface TakenOff {
  readonly discountMinor: bigint;
  readonly shippingMinor: bigint;
}

/** A code that is held for an order. */
interface HeldCode extends TakenOff {
  readonly digest: string;
}

interface CodeReservation {
  readonly reservationId: string;
  readonly orderId: string;
  readonly currency: string;
  /** Exclusive. */
  readonly until: Date;
  readonly codes: readonly HeldCode[];
}

const RELEASE_OF_ORDERS = /* sql */ `
  update code_reservation set state = 'released' where order_id = any($1::text[]) and state = 'held'`;

/** Lets go of all that is held for orders, which are locked by `tx`. */
export async function releaseHoldsOf(tx: Tx, orderIds: readonly string[]): Promise<void> {
  if (orderIds.length === 0) return;
  await tx.query(RELEASE_OF_ORDERS, [textColumn(orderIds, (orderId) => orderId)], 'campaign.release-code-holds');
}

const RELEASE_OF_CUSTOMERS = /* sql */ `
  update code_reservation r
     set state = 'released'
    from commerce_order o
   where o.customer_id = any($1::text[]) and r.order_id = o.order_id and r.state = 'held'`;

/** Lets go of all that is held for the orders of customers who are to be forgotten with them. They are locked by `tx`. */
export async function releaseHoldsOfCustomers(tx: Tx, customerIds: readonly string[]): Promise<void> {
  if (customerIds.length === 0) return;
  const column = textColumn(customerIds, (customerId) => customerId);
  await tx.query(RELEASE_OF_CUSTOMERS, [column], 'campaign.release-code-holds-of-customers');
}

const INSERT = /* sql */ `
  insert into code_reservation (reservation_id, digest, order_id, bucket, discount_minor, shipping_minor, currency, until, state)
  select $1, digest, $2, $3, discount_minor, shipping_minor, $4, $5, 'held'
    from unnest($6::uuid[], $7::int8[], $8::int8[]) as n (digest, discount_minor, shipping_minor)`;

/** Holds codes for an order, and nothing else for it. The order and the codes are locked by `tx`. */
export async function saveReservation(tx: Tx, reservation: CodeReservation): Promise<void> {
  const { reservationId, orderId, currency, until, codes } = reservation;
  await releaseHoldsOf(tx, [orderId]);
  const columns = [
    plainColumn(codes, ({ digest }) => digest),
    plainColumn(codes, ({ discountMinor }) => discountMinor),
    plainColumn(codes, ({ shippingMinor }) => shippingMinor),
  ];
  const values = [reservationId, orderId, bucketOf(orderId), currency, until, ...columns];
  await tx.query(INSERT, values, 'campaign.insert-code-holds');
}

const FIND = /* sql */ `
  select digest, order_id, discount_minor, shipping_minor, currency, until, state = 'held' as is_held
    from code_reservation
   where reservation_id = $1
   order by digest`;

interface Row {
  readonly digest: string;
  readonly order_id: string;
  readonly discount_minor: bigint;
  readonly shipping_minor: bigint;
  readonly currency: string;
  readonly until: Date;
  readonly is_held: boolean;
}

/** A reservation, and whether nobody has ended it; its time may be over. Undefined where none has this id. */
export async function findReservation(
  tx: Tx,
  reservationId: string,
): Promise<(CodeReservation & { readonly isHeld: boolean }) | undefined> {
  const rows = await tx.query<Row>(FIND, [reservationId], 'campaign.find-code-reservation');
  const [first] = rows;
  if (!first) return undefined;
  return {
    ...{ reservationId, orderId: first.order_id, currency: first.currency, until: first.until },
    codes: rows.map(({ digest, discount_minor: discountMinor, shipping_minor: shippingMinor }) => ({
      ...{ digest, discountMinor, shippingMinor },
    })),
    isHeld: rows.every(({ is_held }) => is_held),
  };
}

const RELEASE = /* sql */ `
  update code_reservation set state = 'released' where reservation_id = $1 and state = 'held'`;

/** Lets go of what a reservation holds. Its order is locked by `tx`. */
export async function releaseReservation(tx: Tx, reservationId: string): Promise<void> {
  await tx.query(RELEASE, [reservationId], 'campaign.release-code-reservation');
}
