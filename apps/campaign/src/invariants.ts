import { findRemembered } from '@perennial/customers';
import type { Invariant } from '@perennial/messaging';
import type { Tx } from '@perennial/persistence';

import { findMisboundCode, findMiscountedCode } from './codes/queries/find-wrong-code.js';
import { findMisjudgedReview } from './reviews/queries/find-misjudged-review.js';
import { findStars } from './reviews/queries/find-stars.js';
import { findExceededBudget } from './store/queries/find-exceeded-budget.js';
import { findMiscountedCustomer } from './store/queries/find-miscounted-customer.js';

/** What names a customer besides the tables of @perennial/customers, as `table.column`. */
export const namingColumns = [
  ...['ad_hoc_campaign.actor', 'audience.cursor', 'campaign_run.cursor'],
  ...[
    'audience_member.customer_id',
    'category_view.customer_id',
    'code.customer_id',
    'commerce_order.customer_id',
    'customer.customer_id',
  ],
  ...['coupon.customer_id', 'customer_feature.customer_id', 'decision.customer_id', 'offer.customer_id'],
  ...['follow_up_case.actor', 'follow_up_case.customer_id', 'issue_resolution.customer_id'],
  ...['survey_contact.customer_id', 'survey_request.customer_id'],
  ...['referral.customer_id', 'referral.referee_id'],
  ...['referral_award.customer_id', 'referral_clawback.customer_id', 'referral_reversal.customer_id'],
  ...['review.customer_id', 'review_step.actor'],
  ...['webhook_change.actor', 'webhook_delivery.customer_id'],
];

/** What has to hold of the rows of the campaign service. */
export function campaignInvariants(db: Tx): Invariant[] {
  return [
    {
      id: 'I10',
      says: 'every budget has set aside or spent what its offers take, and no more than the document allowed',
      violation: () => findExceededBudget(db),
    },
    { id: 'I11', says: 'every code belongs to its offer and customer alone', violation: () => findMisboundCode(db) },
    {
      id: 'I11',
      says: 'every code counts the orders it is used on, and is used on no more than it may be',
      violation: () => findMiscountedCode(db),
    },
    {
      id: 'I13',
      says: 'nothing tells of a customer who was forgotten',
      violation: () => findRemembered(db, namingColumns),
    },
    {
      id: 'I15',
      says: 'the purchases counted of every person are the orders that count',
      violation: () => findMiscountedCustomer(db),
    },
    {
      id: 'I19',
      says: 'every review stands where the weights of its reasons put it',
      violation: () => findMisjudgedReview(db),
    },
    { id: 'I20', says: 'nothing that a review is judged by tells its stars', violation: () => findStars(db) },
  ];
}
