import { textColumn, type Tx } from '@perennial/persistence';

import type { Evidence } from '../domain/evidence.js';
import type { Judgement } from '../domain/judgement.js';
import { recordsOfPersons } from './records-of-persons.js';
import { judgementOf, type JudgementRow } from './judgement-row.js';

/** Copies are counted to this. */
const COPIES_MAX = 100;
/** So many earlier reviews of each band are compared, the first ones: of a text that is copied often, its origin is among them. */
const COMPARED_PER_BAND = 8;

// Each table is read in a subquery of its own, which `offset 0` keeps apart: with what one row needs as its condition, so that only the index
// on it serves, however many rows the planner takes the table to have. Joined, a table that was empty when it was last looked at is read
// whole for each review. For the same reason the statement has no name: a plan that is kept may be older than the rows.
const SQL = /* sql */ `
  with asked as materialized (
    select review.*, person_id
      from (select distinct unnest($1::text[]) as review_id) wanted
     cross join lateral (select * from review where review_id = wanted.review_id offset 0) review
     cross join lateral (select person_id from customer_record where customer_id = review.customer_id offset 0) writer
  ), record as materialized (${recordsOfPersons('asked')}),
  ranked as materialized (
    select review_id,
           row_number() over (partition by person_id, day order by published_at, review_id) as of_day,
           row_number() over (partition by person_id, date_trunc('month', day::timestamp)
                                  order by published_at, review_id) as of_month,
           count(*) filter (where not unpublished)
             over (partition by person_id, sku order by published_at, review_id) as of_sku,
           count(*) filter (where not unpublished)
             over (partition by person_id, sku, order_id order by published_at, review_id) as of_order
      from record
     cross join lateral (select * from review where customer_id = record.customer_id offset 0) review
  ), pace as materialized (
    select sku, day, on_day, past
      from (select distinct sku, day from asked) product
     cross join lateral (
             select count(*) filter (where review.day = product.day) as on_day,
                    count(*) filter (where review.day < product.day) as past
               from review
              where review.sku = product.sku and review.day between product.day - $3::int4 and product.day
           ) counted
  )
  select asked.review_id, asked.customer_id, asked.sku, asked.unpublished, asked.standing, asked.score, asked.hold_from,
         asked.reasons, asked.excused, asked.steps,
         bought.orders::int4, bought.kept::int4, coalesce(bought.lines, 0)::int4 as lines,
         (case when asked.order_id is null then ranked.of_sku else ranked.of_order end)::int4 as of_lines,
         ranked.of_day::int4, ranked.of_month::int4, pace.on_day::int4, pace.past::int4,
         copied.copies::int4, coalesce(alike.similarity, 0) as similarity
    from asked
    join ranked using (review_id)
    join pace on pace.sku = asked.sku and pace.day = asked.day
   cross join lateral (
           select count(*) filter (where in_time) as orders,
                  count(*) filter (where in_time and coalesce(item.kept, true) and not
                                         (o.total_minor > 0 and o.returned_minor >= o.total_minor)) as kept,
                  sum(greatest(item.lines, 1)) filter (where asked.order_id is null or asked.order_id = o.order_id) as lines
             from (select asked.person_id as customer_id
                    union all
                   select customer_id from customer_record
                    where person_id = asked.person_id and person_id <> customer_record.customer_id) record
            cross join lateral (
                    select * from commerce_order
                     where customer_id = record.customer_id and not cancelled and placed_at <= asked.published_at
                    offset 0
                  ) o
            cross join lateral (
                    select count(*) as lines,
                           bool_or(coalesce((o.returned_quantities ->> (line ->> 'lineId'))::int8, 0)
                                     < (line ->> 'quantity')::int8) as kept
                      from jsonb_array_elements(o.lines) line
                     where asked.sku in (line ->> 'sku', line ->> 'productId')
                  ) item
            cross join lateral (select o.placed_at >= asked.published_at - $2 * interval '24 hours' as in_time) window_before
            where item.lines > 0 or (o.lines is null and o.order_id = asked.order_id)
         ) bought
   cross join lateral (
           select count(*) as copies
             from (select
                     from (select * from review
                            where body_digest = asked.body_digest
                              and (published_at, review_id) < (asked.published_at, asked.review_id)
                           offset 0) other
                    cross join lateral (select person_id from customer_record where customer_id = other.customer_id offset 0) writer
                    where other.sku <> asked.sku or writer.person_id <> asked.person_id
                    limit ${COPIES_MAX}) earlier
         ) copied
   cross join lateral (
           select max(equal.share) as similarity
             from (select distinct first.review_id
                     from (select * from review_band where review_id = asked.review_id offset 0) mine
                    cross join lateral (
                            select earlier.review_id
                              from review_band earlier
                             where earlier.band = mine.band
                               and (earlier.published_at, earlier.review_id) < (mine.published_at, mine.review_id)
                             order by earlier.published_at, earlier.review_id
                             limit ${COMPARED_PER_BAND}
                          ) first) candidate
            cross join lateral (select * from review where review_id = candidate.review_id offset 0) other
            cross join lateral (select person_id from customer_record where customer_id = other.customer_id offset 0) writer
            cross join lateral (
                    select count(*) filter (where a = b)::float8 / count(*) as share
                      from unnest(asked.signature, other.signature) as pair (a, b)
                  ) equal
            where other.sku <> asked.sku or writer.person_id <> asked.person_id
         ) alike
   order by asked.review_id`;

interface Row extends JudgementRow {
  readonly review_id: string;
  readonly customer_id: string;
  readonly sku: string;
  readonly unpublished: boolean;
  readonly steps: number;
  readonly orders: number;
  readonly kept: number;
  readonly lines: number;
  readonly of_lines: number;
  readonly of_day: number;
  readonly of_month: number;
  readonly on_day: number;
  readonly past: number;
  readonly copies: number;
  readonly similarity: number;
}

/** A review as it was judged last, and what is known of it now. */
export interface KnownReview {
  readonly reviewId: string;
  readonly customerId: string;
  readonly sku: string;
  readonly unpublished: boolean;
  readonly judgement: Judgement;
  /** How many steps its holds have had. */
  readonly steps: number;
  readonly evidence: Evidence;
}

/**
 * What is known of reviews, by id, bytewise; those that are none any more are left out. By ids and instants alone, whatever
 * came first: of two at the same instant the one with the lower id is the earlier.
 *
 * @param purchaseWithinDays days of 24 hours before the review
 * @param pastDays calendar days before its own from which the usual pace of the product is taken
 */
export async function loadEvidence(
  tx: Tx,
  reviewIds: readonly string[],
  { purchaseWithinDays, pastDays }: { readonly purchaseWithinDays: number; readonly pastDays: number },
): Promise<KnownReview[]> {
  const rows = await tx.query<Row>(SQL, [textColumn(reviewIds, (reviewId) => reviewId), purchaseWithinDays, pastDays]);
  return rows.map((row) => ({
    ...{ reviewId: row.review_id, customerId: row.customer_id, sku: row.sku, unpublished: row.unpublished },
    judgement: judgementOf(row),
    steps: row.steps,
    evidence: {
      ...{ orders: row.orders, kept: row.kept, lines: row.lines, ofLines: row.of_lines },
      ...{ ofDay: row.of_day, ofMonth: row.of_month, onDay: row.on_day, past: row.past },
      ...{ copies: row.copies, similarity: row.similarity },
    },
  }));
}
