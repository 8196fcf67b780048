import { Module } from '@nestjs/common';
import type { Delivery, Log } from '@perennial/messaging';
import { Database } from '@perennial/persistence';
import {
  CHUNK_HANDLER,
  CLOCK,
  CONFIG,
  DELIVERY,
  forgetAnswersJob,
  LOG,
  REGISTRY,
  type Clock,
  type ServiceConfig,
} from '@perennial/service';
import type { Registry } from 'prom-client';

import { ListAuditRoute } from './audit-log/list-audit.route.js';
import { LedgerCommands } from './commands/ledger-commands.js';
import { LEDGER_SOURCE } from './domain/decision.js';
import { LedgerChunkHandler } from './handlers/chunk.handler.js';
import { passTimeJob } from './jobs/pass-time.job.js';
import { FORGET_ANSWERS, PASS_TIME, RECONCILE } from './jobs/tokens.js';
import { GetPartnerStatementRoute } from './partners/get-partner-statement.route.js';
import { ListPartnerStatementsRoute } from './partners/list-partner-statements.route.js';
import { ProgrammeStore } from './programme/programme.store.js';
import { startProgrammeOfFile } from './programme/start-programme.js';
import { CorrectMemberRoute } from './reconciliation/correct-member.route.js';
import { ListMismatchesRoute } from './reconciliation/list-mismatches.route.js';
import { reconciliationMetrics } from './reconciliation/metrics.js';
import { reconcileJob } from './reconciliation/reconcile.job.js';
import { commandRoutes } from './routes/command-routes.js';
import { ForecastExpiryRoute } from './routes/forecast-expiry.route.js';
import { GetMemberRoute } from './routes/get-member.route.js';
import { ListStatementRoute } from './routes/list-statement.route.js';
import { programmeRoutes } from './routes/programme-routes.js';
import { SummariseLedgerRoute } from './routes/summarise-ledger.route.js';
import { VerifyLedgerRoute } from './routes/verify-ledger.route.js';
import { SealingModule } from './sealing/sealing.module.js';

@Module({
  imports: [SealingModule],
  controllers: [
    CorrectMemberRoute,
    ForecastExpiryRoute,
    GetMemberRoute,
    GetPartnerStatementRoute,
    ListAuditRoute,
    ListMismatchesRoute,
    ListPartnerStatementsRoute,
    ListStatementRoute,
    SummariseLedgerRoute,
    VerifyLedgerRoute,
    ...commandRoutes,
    ...programmeRoutes,
  ],
  providers: [
    LedgerCommands,
    {
      provide: ProgrammeStore,
      inject: [Database, CONFIG, CLOCK, LOG],
      useFactory: (db: Database, { programmePath: file }: ServiceConfig, clock: Clock, log: Log) =>
        startProgrammeOfFile(db, { file, now: clock(), log }),
    },
    {
      provide: CHUNK_HANDLER,
      inject: [ProgrammeStore],
      useFactory: (programmes: ProgrammeStore) => new LedgerChunkHandler(programmes),
    },
    {
      provide: PASS_TIME,
      inject: [Database, CLOCK, LOG, ProgrammeStore, DELIVERY],
      useFactory: (db: Database, clock: Clock, log: Log, programmes: ProgrammeStore, delivery: Delivery) =>
        passTimeJob(db, clock, log, { programmes, delivery, source: LEDGER_SOURCE }),
    },
    {
      provide: RECONCILE,
      inject: [Database, CLOCK, LOG, ProgrammeStore, DELIVERY, REGISTRY],
      useFactory: (
        db: Database,
        clock: Clock,
        log: Log,
        programmes: ProgrammeStore,
        delivery: Delivery,
        registry: Registry,
      ) => reconcileJob(db, clock, log, { programmes, delivery, metrics: reconciliationMetrics(registry, db) }),
    },
    {
      provide: FORGET_ANSWERS,
      inject: [Database, CLOCK, LOG],
      useFactory: (db: Database, clock: Clock, log: Log) => forgetAnswersJob(db, clock, log),
    },
  ],
})
export class LedgerModule {}
