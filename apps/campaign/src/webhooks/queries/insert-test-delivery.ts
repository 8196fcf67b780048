import type { Tx } from '@perennial/persistence';

import { CAMPAIGN_SOURCE } from '../../domain/campaign-source.js';

/** Tells of nothing. Only ever sent over HTTP, so it is not among the events of the topics. */
export const TEST_TYPE = 'perennial.webhook.test.v1';

const SQL = /* sql */ `
  insert into webhook_delivery (endpoint_id, message_id, bucket, event_type, payload, owed_at, state, next_try_at)
  values ($1, $2, $3, $4, $5, $6, 'pending', $6)
  returning delivery_id`;

/** Owes an endpoint a CloudEvent that tells of nothing; due at once. @returns the id of the delivery */
export async function insertTestDelivery(
  tx: Tx,
  {
    endpointId,
    messageId,
    bucket,
  }: { readonly endpointId: string; readonly messageId: string; readonly bucket: number },
  now: Date,
): Promise<bigint> {
  const payload = JSON.stringify({
    specversion: '1.0',
    id: messageId,
    source: CAMPAIGN_SOURCE,
    type: TEST_TYPE,
    time: now.toISOString(),
    datacontenttype: 'application/json',
    data: { endpointId },
  });
  const [row] = await tx.query<{ delivery_id: bigint }>(SQL, [endpointId, messageId, bucket, TEST_TYPE, payload, now]);
  if (!row) throw new Error('a delivery that was inserted was not returned');
  return row.delivery_id;
}
