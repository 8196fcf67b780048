import { plainColumn, textColumn, type Tx } from '@perennial/persistence';

import type { ProductDay } from './list-days-after.js';

export interface Pace extends ProductDay {
  /** Reviews of the product on the day. */
  readonly onDay: number;
  /** Reviews of the product in the days before. */
  readonly past: number;
  /** Whether a review of the day was judged to be part of a burst. */
  readonly wasBurst: boolean;
}

interface Row {
  readonly sku: string;
  readonly day: string;
  readonly on_day: number;
  readonly past: number;
  readonly was_burst: boolean;
}

// Tables are read as by `loadEvidence`.
const SQL = /* sql */ `
  select asked.sku, asked.day,
         (count(*) filter (where review.day = asked.day))::int4 as on_day,
         (count(*) filter (where review.day < asked.day))::int4 as past,
         coalesce(bool_or(review.reasons @> '[{"code": "burst"}]') filter (where review.day = asked.day), false) as was_burst
    from unnest($1::text[], $2::date[]) as asked (sku, day)
   cross join lateral (
           select review.day, review.reasons
             from review
            where review.sku = asked.sku and review.day between asked.day - $3::int4 and asked.day
           offset 0
         ) review
   group by asked.sku, asked.day`;

/** How many reviews products got on days, and in the `pastDays` before. Of days without a review there is none. */
export async function countPaces(tx: Tx, days: readonly ProductDay[], pastDays: number): Promise<Pace[]> {
  if (days.length === 0) return [];
  const rows = await tx.query<Row>(SQL, [
    textColumn(days, ({ sku }) => sku),
    plainColumn(days, ({ day }) => day),
    pastDays,
  ]);
  return rows.map(({ sku, day, on_day: onDay, past, was_burst: wasBurst }) => ({ sku, day, onDay, past, wasBurst }));
}
