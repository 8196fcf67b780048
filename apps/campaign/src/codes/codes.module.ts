import { Module } from '@nestjs/common';
import type { Delivery, Log } from '@perennial/messaging';
import { Database } from '@perennial/persistence';
import { loadProgramme } from '@perennial/programme';
import { CLOCK, CONFIG, DELIVERY, LOG, type Clock, type ServiceConfig } from '@perennial/service';

import { CodeCheckout } from './code-checkout.js';
import type { CodeVault } from './code-vault.js';
import { CodeVaultModule } from './code-vault.module.js';
import type { codeSettings } from './config.js';
import { endOffersJob } from './jobs/end-offers.job.js';
import { sealOldCodesJob } from './jobs/seal-old-codes.job.js';
import { codeRoutes } from './routes/code-routes.js';
import { CODE_VAULT, END_OFFERS, SEAL_OLD_CODES } from './tokens.js';

type Config = ServiceConfig<typeof codeSettings>;

@Module({
  imports: [CodeVaultModule],
  controllers: codeRoutes,
  providers: [
    CodeCheckout,
    {
      provide: END_OFFERS,
      inject: [Database, CLOCK, LOG, CONFIG, DELIVERY],
      useFactory: (db: Database, clock: Clock, log: Log, { programmePath }: Config, delivery: Delivery) => {
        const { maxReactionAgeDays } = loadProgramme(programmePath);
        return endOffersJob(db, clock, log, { delivery, maxReactionAgeDays });
      },
    },
    {
      provide: SEAL_OLD_CODES,
      inject: [Database, LOG, CODE_VAULT],
      useFactory: (db: Database, log: Log, vault: CodeVault) => sealOldCodesJob(db, log, vault),
    },
  ],
  exports: [CodeVaultModule],
})
export class CodesModule {}
