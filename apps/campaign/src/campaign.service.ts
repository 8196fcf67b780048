import { customersMigrations } from '@perennial/customers';
import { messagingMigrations } from '@perennial/messaging';
import { ordersMigrations } from '@perennial/orders';
import { defineService } from '@perennial/service';

import { CampaignModule } from './campaign.module.js';
import { codeSettings } from './codes/config.js';
import { fairnessSettings } from './fairness/config.js';
import { answeredTopics } from './handlers/campaign-chunk.handler.js';
import { campaignMigrations } from './migrations/index.js';
import { webhookSettings } from './webhooks/config.js';
import { webhookTopics } from './webhooks/webhook-types.js';

/** Makes offers: consumes what customers do, publishes what they get for it. */
export const campaignService = defineService({
  name: 'campaign',
  port: 3002,
  topics: [...new Set([...answeredTopics, ...webhookTopics])],
  migrations: [...messagingMigrations, ...customersMigrations, ...ordersMigrations, ...campaignMigrations],
  config: { ...codeSettings, ...fairnessSettings, ...webhookSettings },
  module: CampaignModule,
});
