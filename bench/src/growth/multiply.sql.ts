/**
 * Gives others the history of one member, with names, orders and ids of their own, in tables without indexes. What is not
 * there for them: what seals their transfers, which nobody but the ledger can compute.
 */

/** Of the load's model: its customer, and what the ids of its orders begin with. */
export const MODEL = { customerId: 'customer-0000000', name: 'grown' };

/** $1: how many there are to be, the model included. */
export const PEOPLE = /* sql */ `
create unlogged table grown as
select n, customer_id, gen_random_uuid() as account,
       ((get_byte(digest, 0) * 256 + get_byte(digest, 1)) % 1024)::int2 as bucket
  from generate_series(1, $1::int - 1) as n,
       lateral (select 'customer-' || lpad(n::text, 7, '0') as customer_id) as named,
       lateral (select sha256(convert_to(customer_id, 'UTF8')) as digest) as hashed`;

const named = (column: string): string =>
  `replace(replace(${column}, '${MODEL.name}-', '${MODEL.name}-' || n || '-'), '${MODEL.customerId}', grown.customer_id)`;
const digest = (...parts: readonly string[]): string =>
  `encode(substring(sha256(${parts.map((part) => `convert_to(${part}, 'UTF8')`).join(` || '\\x00'::bytea || `)}) for 16), 'hex')::uuid`;
const modelAccount = `(select account from member where customer_id = '${MODEL.customerId}')`;
/** The transaction that booked a transfer: a thousand each. */
const booking = `md5(booked.number || '/' || n / 1000)::uuid`;

/** Once. */
export const WALLETS: readonly string[] = [
  `insert into member (customer_id, account, bucket) select customer_id, account, bucket from grown`,
  `insert into balance (account, bucket, available, pending, reserved, debt, earned, transfers, reward_sequence, points_sequence,
                        tier, noticed, state)
   select grown.account, grown.bucket, available, pending, reserved, debt, earned, transfers, reward_sequence, points_sequence,
          tier, noticed, ${named('state::text')}::jsonb
     from balance cross join grown where balance.account = ${modelAccount}`,
  `insert into due (account, bucket, at)
   select grown.account, grown.bucket, at from due cross join grown where due.account = ${modelAccount}`,
];

const booked = `(select * from transfer where account = ${modelAccount} and number = $1) as booked`;

/** For each transfer of the model, $1: its number. So a member's rows lie as far apart as they do in a ledger that has grown. */
export const HISTORY: readonly string[] = [
  `insert into inbox (event_key, business_key, payload_digest, data_digest, bucket, topic, partition, record_offset)
   select ${digest('cause_source', named('cause_id'))},
          ${digest(`'commerce.purchase.completed.v1'`, `substr(${named('booked.thing')}, 7)`, `'0'`)},
          gen_random_uuid(), gen_random_uuid(), grown.bucket, 'commerce.purchase', grown.bucket % 12, n
     from ${booked} cross join grown`,
  `insert into sale (thing, bucket, account, account_bucket, guest, revision, currency, total, quantities, returned,
                     returned_quantities, cancelled)
   select ${named('sale.thing')}, grown.bucket, grown.account, grown.bucket, guest, revision, currency, total, quantities,
          returned, returned_quantities, cancelled
     from ${booked} join sale on sale.thing = booked.thing cross join grown`,
  `insert into fact (account, at, source, id, bucket, type, data, booked_at)
   select grown.account, at, source, ${named('fact.id')}, grown.bucket, type, ${named('fact.data::text')}::jsonb, fact.booked_at
     from ${booked} join fact on fact.account = booked.account and fact.id = booked.cause_id cross join grown`,
  `insert into transfer (account, number, transfer_id, bucket, debit, credit, points, unit, kind, rule, thing,
                         programme_version, cause_source, cause_id, occurred_at, booked_at, member_sequence, booking_id, position)
   select grown.account, number, gen_random_uuid(), grown.bucket, debit, credit, points, unit, kind, rule, ${named('thing')},
          programme_version, cause_source, ${named('cause_id')}, occurred_at, booked_at, member_sequence, ${booking}, n % 1000
     from ${booked} cross join grown`,
  `insert into lot (account, rule, thing, bucket, points, pending, held, expired, earned_at, earned_source, earned_id,
                    available_at, expires_at)
   select grown.account, lot.rule, ${named('lot.thing')}, grown.bucket, lot.points, pending, held, expired, earned_at,
          earned_source, ${named('earned_id')}, available_at, expires_at
     from ${booked} join lot on lot.account = booked.account and lot.thing = booked.thing cross join grown`,
  `insert into system_posting (booking_id, ledger_account, points)
   select ${booking}, debit, -sum(points)::int8 from ${booked} cross join grown group by 1, 2`,
];
