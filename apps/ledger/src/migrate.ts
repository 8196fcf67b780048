import { migrateService } from '@perennial/service';

import { ledgerService } from './ledger.service.js';

await migrateService(ledgerService);
