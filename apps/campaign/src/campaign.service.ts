import {
  customerUpserted,
  purchaseCompleted,
  referralCreated,
  returnCompleted,
  reviewPublished,
} from '@perennial/contracts';
import { customersMigrations } from '@perennial/customers';
import { messagingMigrations } from '@perennial/messaging';
import { ordersMigrations } from '@perennial/orders';
import { defineService } from '@perennial/service';

import { CampaignModule } from './campaign.module.js';
import { campaignMigrations } from './migrations/index.js';

/** Makes offers: consumes what customers do, publishes what they get for it. */
export const campaignService = defineService({
  name: 'campaign',
  port: 3002,
  topics: [purchaseCompleted, returnCompleted, customerUpserted, reviewPublished, referralCreated].map(
    ({ topic }) => topic,
  ),
  migrations: [...messagingMigrations, ...customersMigrations, ...ordersMigrations, ...campaignMigrations],
  module: CampaignModule,
});
