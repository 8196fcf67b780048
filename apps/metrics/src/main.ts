import { runService } from '@perennial/service';

import { metricsService } from './metrics.service.js';

await runService(metricsService);
