import { purchaseCompleted, referralCreated, reviewPublished } from '@perennial/contracts';
import { messagingMigrations } from '@perennial/messaging';
import { defineService } from '@perennial/service';

import { CampaignModule } from './campaign.module.js';
import { campaignMigrations } from './migrations/index.js';

/** Makes offers: consumes what customers do, publishes what they get for it. */
export const campaignService = defineService({
  name: 'campaign',
  port: 3002,
  topics: [purchaseCompleted.topic, reviewPublished.topic, referralCreated.topic],
  migrations: [...messagingMigrations, ...campaignMigrations],
  module: CampaignModule,
});
