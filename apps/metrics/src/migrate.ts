import { migrateService } from '@perennial/service';

import { metricsService } from './metrics.service.js';

await migrateService(metricsService);
