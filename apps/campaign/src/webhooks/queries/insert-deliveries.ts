import { plainColumn, textColumn, type Tx } from '@perennial/persistence';

/** A message that whoever wants its type is owed. */
export interface OwedMessage {
  /** UUID. */
  readonly messageId: string;
  readonly bucket: number;
  readonly customerId: string | undefined;
  readonly type: string;
  /** The body, encrypted. */
  readonly sealed: Buffer;
}

// A message may come again when a service refused it and took it later: it is owed once.
const SQL = /* sql */ `
  insert into webhook_delivery (endpoint_id, message_id, bucket, customer_id, event_type, sealed, owed_at, state, next_try_at)
  select endpoint.endpoint_id, message.message_id, message.bucket, message.customer_id, message.event_type,
         decode(message.sealed, 'hex'),
         $6, 'pending', $6
    from unnest($1::uuid[], $2::int2[], $3::text[], $4::text[], $5::text[])
           with ordinality as message (message_id, bucket, customer_id, event_type, sealed, nr)
    join webhook_endpoint endpoint on endpoint.deleted_at is null and message.event_type = any(endpoint.types)
   order by message.nr
      on conflict (endpoint_id, message_id) do nothing`;

/** Owes messages to every endpoint that wants them, in their order; due at once. */
export async function insertDeliveries(tx: Tx, messages: readonly OwedMessage[], owedAt: Date): Promise<void> {
  await tx.query(
    SQL,
    [
      plainColumn(messages, ({ messageId }) => messageId),
      plainColumn(messages, ({ bucket }) => bucket),
      textColumn(messages, ({ customerId }) => customerId),
      textColumn(messages, ({ type }) => type),
      textColumn(messages, ({ sealed }) => sealed.toString('hex')),
      owedAt,
    ],
    'webhooks.insert-deliveries',
  );
}
