import { defineService } from '@perennial/service';

import { LedgerModule } from './ledger.module.js';
import { migrations } from './migrations/index.js';
import { sealingSettings } from './sealing/config.js';
import { ledgerTopics } from './topics.js';

/** Keeps the points: consumes what customers do, publishes what they earn. */
export const ledgerService = defineService({
  name: 'ledger',
  port: 3001,
  topics: ledgerTopics,
  migrations,
  config: sealingSettings,
  module: LedgerModule,
});
