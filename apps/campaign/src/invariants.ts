import { findRemembered } from '@perennial/customers';
import type { Invariant } from '@perennial/messaging';
import type { Tx } from '@perennial/persistence';

import { findWrongMember } from './audiences/find-wrong-member.js';
import { findMisplaced, findUnclosedCase, findUncountedRequest } from './cases/queries/find-wrong-case.js';
import { findWrongChoice } from './choices/queries/find-wrong-choice.js';
import { findMisboundCode, findMiscountedCode } from './codes/queries/find-wrong-code.js';
import { findMiscountedDecision } from './results/queries/find-miscounted-decision.js';
import { findMisjudgedReview } from './reviews/queries/find-misjudged-review.js';
import { findStars } from './reviews/queries/find-stars.js';
import { findMiscountedRun } from './runs/queries/find-miscounted-run.js';
import { findOverfullSlot } from './slots/queries/find-overfull-slot.js';
import { findExceededBudget } from './store/queries/find-exceeded-budget.js';
import { findMiscountedCustomer } from './store/queries/find-miscounted-customer.js';
import { findUnreturnedBudget } from './store/queries/find-unreturned-budget.js';

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
  ...['review.customer_id', 'review_step.actor', 'slot_reservation.customer_id'],
  ...['suggestion.actor', 'suggestion.customer_id'],
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
    {
      id: 'I10',
      says: 'nothing is set aside of a budget but for its offers: what ended unused was given back',
      violation: () => findUnreturnedBudget(db),
    },
    {
      id: 'I10',
      says: 'no slot has more confirmed places than there are, and each is that of a redeemed offer',
      violation: () => findOverfullSlot(db),
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
    {
      id: 'I21',
      says: 'everybody of whom the condition of an audience is true is in it, and nobody else',
      violation: () => findWrongMember(db),
    },
    {
      id: 'I22',
      says: 'every instant of a campaign has counted everybody it decided about',
      violation: () => findMiscountedRun(db),
    },
    { id: 'I22', says: 'what campaigns came to is counted', violation: () => findMiscountedDecision(db) },
    { id: 'I23', says: 'no case is open whose issue is resolved', violation: () => findUnclosedCase(db) },
    { id: 'I23', says: 'whoever was asked to answer counts as asked', violation: () => findUncountedRequest(db) },
    {
      id: 'I23',
      says: 'cases, suggestions, requests, contacts and memberships are those of persons',
      violation: () => findMisplaced(db),
    },
    {
      id: 'I24',
      says: 'every offer chosen among several is the one that was chosen, by what was known',
      violation: () => findWrongChoice(db),
    },
  ];
}
