import { Module } from '@nestjs/common';
import type { Log } from '@perennial/messaging';
import { Database } from '@perennial/persistence';
import { CHUNK_HANDLER, CLOCK, CONFIG, LOG, type Clock, type ServiceConfig } from '@perennial/service';

import { LedgerChunkHandler } from './handlers/chunk.handler.js';
import { ProgrammeStore } from './programme/programme.store.js';
import { startProgrammeOfFile } from './programme/start-programme.js';
import { GetMemberRoute } from './routes/get-member.route.js';
import { ListStatementRoute } from './routes/list-statement.route.js';
import { programmeRoutes } from './routes/programme-routes.js';
import { SummariseLedgerRoute } from './routes/summarise-ledger.route.js';
import { VerifyLedgerRoute } from './routes/verify-ledger.route.js';

@Module({
  controllers: [GetMemberRoute, ListStatementRoute, SummariseLedgerRoute, VerifyLedgerRoute, ...programmeRoutes],
  providers: [
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
  ],
})
export class LedgerModule {}
