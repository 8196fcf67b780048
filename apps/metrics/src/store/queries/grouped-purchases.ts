import { COUNTED_ORDERS } from '@perennial/orders';

import type { RetentionGrouping } from '../../domain/retention-grouping.js';
import type { SurveyWindow } from '../../domain/survey-window.js';
import { CAMPAIGN_GROUP, TIER_GROUP } from './customer-groups.js';
import { PERIOD_NAME } from './period-name.js';

/** Which purchase days a report is about. */
export interface WantedPurchases {
  readonly window: SurveyWindow;
  /** Absent: all currencies. */
  readonly currency?: string | undefined;
}

/** Which customers a report is about. */
export interface WantedCustomers {
  /** Days of the first purchase in the currency. */
  readonly window: SurveyWindow;
  readonly currency: string;
}

/** Condition on `purchase_day d`, for the parameters that `wantedPurchases` gives. */
export const BOUGHT = /* sql */ `d.orders > 0 and d.day between $1 and $2 and ($3::text is null or d.currency = $3)`;

/** $1 to $3. */
export function wantedPurchases({ window, currency }: WantedPurchases): unknown[] {
  return [window.from ?? '-infinity', window.to ?? 'infinity', currency ?? null];
}

/**
 * Whether a row with `customer_id` is of somebody who is in no other group, where there is one per customer and group. Of the whole
 * everybody is, and customers need not be sorted for it.
 */
export function aloneIn(grouping: RetentionGrouping | undefined): string {
  return grouping ? 'count(*) over (partition by customer_id) = 1' : 'true';
}

interface Grouped {
  /** Text, or null where it is not known, of a row `d`. */
  readonly expression: string;
  readonly join: string;
}

const FIRST_ORDER = /* sql */ `
  left join (select distinct on (r.person_id) r.person_id, o.channel, o.lines
               from (${COUNTED_ORDERS}) c
               join commerce_order o using (order_id)
               join customer_record r on r.customer_id = c.customer_id
              order by r.person_id, c.placed_at, c.order_id) f on f.person_id = d.customer_id`;

/**
 * How purchase days are told apart, or whatever else has `customer_id` and `day`, but by periods and currency; the whole when no
 * grouping is given.
 */
export function groupedBy(grouping: RetentionGrouping | undefined): Grouped {
  switch (grouping) {
    case undefined:
      return { expression: 'null::text', join: '' };
    case 'cohort':
      return {
        expression: `to_char(f.first_day, 'YYYY-MM')`,
        join: `join (select customer_id, min(first_day) as first_day from purchase_history
                      where purchase_days > 0 and ($3::text is null or currency = $3) group by 1) f
                 on f.customer_id = d.customer_id`,
      };
    case 'currency':
      return { expression: 'd.currency', join: '' };
    case 'channel':
      return { expression: 'f.channel', join: FIRST_ORDER };
    case 'category':
      return {
        expression: 'g.category',
        join: `${FIRST_ORDER}
          left join lateral (select distinct line ->> 'category' as category
                               from jsonb_array_elements(f.lines) line) g on true`,
      };
    case 'tier':
      return { expression: TIER_GROUP.expression('d'), join: TIER_GROUP.join('d') };
    case 'campaign':
      return { expression: CAMPAIGN_GROUP.expression, join: CAMPAIGN_GROUP.join('d') };
    default:
      return { expression: PERIOD_NAME[grouping]('d.day'), join: '' };
  }
}
