import { runService } from '@perennial/service';

import { campaignService } from './campaign.service.js';

await runService(campaignService);
