import { runService } from '@perennial/service';

import { ledgerService } from './ledger.service.js';

await runService(ledgerService);
