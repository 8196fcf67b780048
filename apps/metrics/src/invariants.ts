import { findRemembered } from '@perennial/customers';
import type { Invariant } from '@perennial/messaging';
import type { Tx } from '@perennial/persistence';

import { findMiscountedDays } from './store/queries/find-miscounted-days.js';
import { findMisplacedOrders } from './store/queries/find-misplaced-orders.js';
import { findMissummedHistory } from './store/queries/find-missummed-history.js';

/** What names a customer besides the tables of @perennial/customers, as `table.column`. */
export const namingColumns = [
  ...['commerce_order.customer_id', 'customer.customer_id', 'customer_profile.customer_id'],
  ...['model_generation.published_until', 'purchase_day.customer_id', 'purchase_history.customer_id'],
  ...[
    'survey_answer.customer_id',
    'survey_invitation.customer_id',
    'tier_change.customer_id',
    'follow_up_case.customer_id',
    'campaign_offer.customer_id',
  ],
];

/** What has to hold of the rows of the metrics service. */
export function metricsInvariants(db: Tx): Invariant[] {
  return [
    {
      id: 'I13',
      says: 'nothing tells of a customer who was forgotten',
      violation: () => findRemembered(db, namingColumns),
    },
    {
      id: 'I15',
      says: 'what every person bought, and on which days, is the sum of the orders that count, net of returns',
      violation: async () =>
        (await findMissummedHistory(db)) ?? (await findMisplacedOrders(db)) ?? findMiscountedDays(db),
    },
  ];
}
