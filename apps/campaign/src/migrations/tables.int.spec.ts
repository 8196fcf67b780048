import { describeTables } from '@perennial/testing';

import { campaignMigrations } from './index.js';

describeTables({
  service: 'campaign',
  migrations: campaignMigrations,
  memberFamily: ['customer', 'decision', 'offer'],
  memberColumns: ['customer_id'],
  registries: ['code', 'shop_order'],
  ofTheDatabase: [],
  ownWords: ['decision.arm', 'decision.outcome', 'decision.reason', 'offer.kind', 'offer.text'],
});
