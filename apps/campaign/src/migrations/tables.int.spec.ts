import { customersMigrations } from '@perennial/customers';
import { messagingMigrations } from '@perennial/messaging';
import { ordersMigrations } from '@perennial/orders';
import { migrate } from '@perennial/persistence';
import { describeTables, freshDatabase } from '@perennial/testing';

import { campaignService } from '../campaign.service.js';
import { findMiscountedCustomer } from '../store/queries/find-miscounted-customer.js';
import { customersDecisionsOffers } from './0001-customers-decisions-offers.js';
import { campaignMigrations } from './index.js';

describeTables({
  service: 'campaign',
  migrations: [...customersMigrations, ...ordersMigrations, ...campaignMigrations],
  memberFamily: [
    ...[
      'audience_member',
      'category_view',
      'customer',
      'customer_feature',
      'customer_merge',
      'customer_record',
      'decision',
      'offer',
    ],
    ...['issue_resolution', 'referral', 'referral_award', 'referral_clawback', 'referral_reversal'],
    ...['slot_reservation', 'survey_contact', 'survey_request'],
  ],
  memberColumns: ['customer_id', 'from_customer_id', 'into_customer_id', 'person_id', 'referee_id'],
  reportsBy: [
    ...[
      'audience_member.audience',
      'audience_member.tell_at',
      'decision.campaign_id',
      'decision.campaign_id',
      'offer.campaign_id',
      'offer.offer_id',
      'offer.settles_at',
      'offer.valid_to',
    ],
    ...[
      'referral_award.cause_source',
      'referral_award.thing',
      'referral_clawback.thing',
      'slot_reservation.campaign_id',
      'survey_request.due_at',
    ],
  ],
  registries: [
    ...[
      'code',
      'code_reservation',
      'code_use',
      'commerce_order',
      'coupon',
      'erased_subject',
      'follow_up_case',
      'issued_code',
    ],
    ...['review', 'review_band', 'review_step', 'review_story', 'suggestion', 'webhook_delivery'],
  ],
  ofTheDatabase: [
    ...[
      'ad_hoc_campaign',
      'audience',
      'budget',
      'budget_left_behind',
      'campaign_run',
      'experience_slot',
      'campaign_schedule',
      'choice_policy',
      'code_miss',
      'decision_count',
      'order_sum',
      'recommendation_model',
      'recommended_name',
      'recommended_product',
      'value_model',
    ],
    ...['webhook_change', 'webhook_endpoint'],
  ],
  ownWords: [
    'campaign_run.state',
    'code_reservation.state',
    'decision.arm',
    ...['decision', 'decision_count'].flatMap((table) => [`${table}.outcome`, `${table}.reason`]),
    ...['follow_up_case.closed_by', 'follow_up_case.outcome', 'follow_up_case.reason'],
    'offer.ended',
    'offer.kind',
    'offer.note',
    'offer.text',
    'recommendation_model.reason',
    ...['referral_award.side', 'referral_clawback.side'],
    'review.standing',
    'review_step.what',
    'slot_reservation.state',
    'suggestion.status',
    ...['survey_request.reason', 'survey_request.state'],
    ...['webhook_change.action', 'webhook_endpoint.description', 'webhook_endpoint.disabled_reason'],
    ...['payload', 'state', 'last_failure', 'last_response'].map((column) => `webhook_delivery.${column}`),
  ],
});

describe('orders and customers of before @perennial/orders', () => {
  it('are counted as they were, and those that were cancelled stay so', async () => {
    const database = await freshDatabase('campaign', [...messagingMigrations, customersDecisionsOffers]);
    try {
      await database.db.query(`insert into customer values ('ann', 1, 1), ('bob', 2, 0)`);
      await database.db.query(`
        insert into shop_order (order_id, bucket, purchased, customer_id, cancelled, cancelled_for)
        values ('counts', 1, true, 'ann', false, null), ('cancelled', 2, true, 'bob', true, 'bob'),
               ('only cancelled', 4, false, null, true, 'ann')`);
      await migrate({ ownerUrl: database.ownerUrl, migrations: campaignService.migrations });
      expect(
        await database.db.query(
          `select order_id, customer_id, revision is not null as bought, cancelled from commerce_order order by order_id`,
        ),
      ).toEqual([
        { order_id: 'cancelled', customer_id: 'bob', bought: true, cancelled: true },
        { order_id: 'counts', customer_id: 'ann', bought: true, cancelled: false },
        { order_id: 'only cancelled', customer_id: null, bought: false, cancelled: true },
      ]);
      expect(await findMiscountedCustomer(database.db)).toBeUndefined();
    } finally {
      await database.drop();
    }
  });
});
