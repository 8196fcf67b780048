import type { Tx } from '@perennial/persistence';

/** A delivery that somebody sends now. */
export interface ClaimedDelivery {
  readonly deliveryId: bigint;
  readonly endpointId: string;
  readonly messageId: string;
  /** The body, or what it is when it was encrypted. */
  readonly body: string | Buffer;
  /** Tries that failed before. */
  readonly failedBefore: number;
  /** Whether it is still this one's to say what came of it. */
  readonly claim: number;
  readonly url: string;
  readonly secret: Buffer;
  /** Signs beside, until `previousUntil`. */
  readonly previousSecret: Buffer | null;
  readonly previousUntil: Date | null;
}

// The clock of the database, as with every lease: those of several machines differ.
const SQL = /* sql */ `
  with due as materialized (
    select delivery.delivery_id, endpoint.url, endpoint.secret, endpoint.previous_secret, endpoint.previous_until
      from webhook_delivery delivery
      join webhook_endpoint endpoint using (endpoint_id)
     where endpoint_id = $1 and state = 'pending' and next_try_at <= $2
       and (claimed_until is null or claimed_until < clock_timestamp())
       and endpoint.deleted_at is null and endpoint.disabled_at is null
       and (endpoint.paused_until is null or endpoint.paused_until <= $2)
     order by next_try_at, delivery_id
     limit 1
       for update of delivery skip locked
  )
  update webhook_delivery delivery
     set claims = claims + 1, claimed_until = clock_timestamp() + $3 * interval '1 second'
    from due
   where delivery.delivery_id = due.delivery_id
  returning delivery.delivery_id, delivery.message_id, delivery.payload, delivery.sealed, delivery.tries, delivery.claims,
            due.url, due.secret, due.previous_secret, due.previous_until`;

interface Row {
  readonly delivery_id: bigint;
  readonly message_id: string;
  readonly payload: string | null;
  readonly sealed: Buffer | null;
  readonly tries: number;
  readonly claims: number;
  readonly url: string;
  readonly secret: Buffer;
  readonly previous_secret: Buffer | null;
  readonly previous_until: Date | null;
}

/**
 * Takes the delivery of an endpoint that has been due for longest, if the endpoint may be sent to. Nobody else takes it until the
 * claim runs out; then anybody does: what is not known to have arrived is sent again.
 */
export async function claimDelivery(
  db: Tx,
  endpointId: string,
  { now, seconds }: { readonly now: Date; readonly seconds: number },
): Promise<ClaimedDelivery | undefined> {
  const [row] = await db.query<Row>(SQL, [endpointId, now, seconds], 'webhooks.claim-delivery');
  return (
    row && {
      deliveryId: row.delivery_id,
      endpointId,
      messageId: row.message_id,
      body: row.sealed ?? row.payload ?? '',
      failedBefore: row.tries,
      claim: row.claims,
      url: row.url,
      secret: row.secret,
      previousSecret: row.previous_secret,
      previousUntil: row.previous_until,
    }
  );
}
