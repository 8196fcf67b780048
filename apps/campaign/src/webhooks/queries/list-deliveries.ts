import type { Tx } from '@perennial/persistence';

import type { FailureReason } from '../domain/judge-try.js';

export interface DeliveryRow {
  readonly delivery_id: bigint;
  readonly endpoint_id: string;
  readonly message_id: string;
  readonly customer_id: string | null;
  readonly event_type: string;
  readonly state: 'pending' | 'delivered' | 'dead';
  readonly tries: number;
  readonly owed_at: Date;
  readonly next_try_at: Date | null;
  readonly last_try_at: Date | null;
  readonly last_status: number | null;
  readonly last_failure: FailureReason | null;
  readonly last_response: string | null;
}

const SQL = /* sql */ `
  select delivery_id, endpoint_id, message_id, customer_id, event_type, state, tries, owed_at, next_try_at, last_try_at,
         last_status, last_failure, last_response
    from webhook_delivery
   where ($1::uuid is null or endpoint_id = $1) and ($2::text is null or state = $2)
     and ($3::int8 is null or delivery_id < $3)
     and endpoint_id in (select endpoint_id from webhook_endpoint where deleted_at is null)
   order by delivery_id desc
   limit $4`;

/** Newest first. @param query.before only ids below it */
export function listDeliveries(
  db: Tx,
  query: {
    readonly endpointId: string | undefined;
    readonly state: string | undefined;
    readonly before: string | undefined;
    readonly limit: number;
  },
): Promise<DeliveryRow[]> {
  const { endpointId = null, state = null, before = null, limit } = query;
  return db.query<DeliveryRow>(SQL, [endpointId, state, before, limit]);
}
