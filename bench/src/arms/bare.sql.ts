/** The rows the ledger writes for purchases, by one statement that returns what to publish. */
export const BARE_STATEMENT = /* sql */ `
with event as (
  select *, count(*) over (partition by customer_id) as of_customer,
         row_number() over (partition by customer_id order by at, event_id) as place
    from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::int8[], $5::text[], $6::uuid[], $7::text[], $8::timestamptz[],
                $9::text[], $10::text[], $11::jsonb[], $12::int8[], $13::int8[])
      as e (event_key, business_key, digest, record_offset, customer_id, account, order_id, at, source, event_id, data, total, points)
), known as (
  insert into inbox (event_key, business_key, payload_digest, data_digest, bucket, topic, partition, record_offset)
  select event_key, business_key, digest, digest, 0, 'commerce.purchase', $14, record_offset from event
  on conflict do nothing
  returning event_key
), fresh as (
  select event.*, sum(points) over (partition by customer_id) as together,
         count(*) over (partition by customer_id) as number_of, row_number() over (partition by customer_id order by at, event_id) as nth
    from event join known using (event_key)
), person as (
  insert into member (customer_id, account, bucket)
  select distinct customer_id, account, 0 from fresh
  on conflict do nothing
), wallet as (
  insert into balance (account, bucket, available, earned, transfers, reward_sequence, tier, state)
  select distinct account, 0, together, together, number_of, number_of, 'silver', '{}'::jsonb from fresh
  on conflict (account) do update
     set available = balance.available + excluded.available, earned = balance.earned + excluded.earned,
         transfers = balance.transfers + excluded.transfers, reward_sequence = balance.reward_sequence + excluded.reward_sequence
  returning account, transfers
), due_at as (
  insert into due (account, bucket, at) select distinct on (account) account, 0, at + interval '395 days' from fresh
  on conflict do nothing
), ordered as (
  insert into sale (thing, bucket, account, account_bucket, revision, currency, total)
  select 'order:' || order_id, 0, account, 0, 0, 'USD', total from fresh
), fact_of as (
  insert into fact (account, at, source, id, bucket, type, data, booked_at)
  select account, at, source, event_id, 0, 'commerce.purchase.completed.v1', data, now() from fresh
), booked as (
  insert into transfer (account, number, transfer_id, bucket, debit, credit, points, unit, kind, rule, thing, programme_version,
                        cause_source, cause_id, occurred_at, booked_at, member_sequence, booking_id, position)
  select account, transfers - number_of + nth, gen_random_uuid(), 0, 'issuance', 'available', points, 'points', 'accrual', 'purchase',
         'order:' || order_id, 1, source, event_id, at, now(), transfers - number_of + nth, $16, row_number() over () - 1
    from fresh join wallet using (account)
  returning cause_id, number, transfer_id
), lots as (
  insert into lot (account, rule, thing, bucket, points, pending, held, earned_at, earned_source, earned_id, available_at, expires_at)
  select account, 'purchase', 'order:' || order_id, 0, points, false, false, at, source, event_id, at, at + interval '395 days' from fresh
), moved as (
  insert into consumer_watermark (topic, partition, next_offset, owner) values ('commerce.purchase', $14, $15, 'bare')
  on conflict (topic, partition) do update set next_offset = excluded.next_offset
)
select fresh.event_key, booked.number, booked.transfer_id
  from booked join fresh on fresh.event_id = booked.cause_id
 order by booked.number`;
