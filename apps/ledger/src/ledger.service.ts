import {
  customerErased,
  engagementRecorded,
  partnerAccrued,
  purchaseCompleted,
  referralCreated,
  returnCompleted,
  reviewPublished,
} from '@perennial/contracts';
import { defineService } from '@perennial/service';

import { LedgerModule } from './ledger.module.js';
import { migrations } from './migrations/index.js';
import { sealingSettings } from './sealing/config.js';

/** Keeps the points: consumes what customers do, publishes what they earn. */
export const ledgerService = defineService({
  name: 'ledger',
  port: 3001,
  topics: [
    purchaseCompleted.topic,
    returnCompleted.topic,
    reviewPublished.topic,
    referralCreated.topic,
    customerErased.topic,
    engagementRecorded.topic,
    partnerAccrued.topic,
  ],
  migrations,
  config: sealingSettings,
  module: LedgerModule,
});
