import { migrateService } from '@perennial/service';

import { campaignService } from './campaign.service.js';

await migrateService(campaignService);
