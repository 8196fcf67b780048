import { readFileSync } from 'node:fs';

import { Module } from '@nestjs/common';
import { Database } from '@perennial/persistence';
import { CHUNK_HANDLER, CLOCK, CONFIG, type Clock, type ServiceConfig } from '@perennial/service';

import { LedgerCommands } from './commands/ledger-commands.js';
import { LedgerChunkHandler } from './handlers/chunk.handler.js';
import { ProgrammeStore } from './programme/programme.store.js';
import { startProgramme } from './programme/start-programme.js';
import { commandRoutes } from './routes/command-routes.js';
import { GetMemberRoute } from './routes/get-member.route.js';
import { ListStatementRoute } from './routes/list-statement.route.js';
import { SummariseLedgerRoute } from './routes/summarise-ledger.route.js';
import { VerifyLedgerRoute } from './routes/verify-ledger.route.js';
import { SealingModule } from './sealing/sealing.module.js';

@Module({
  imports: [SealingModule],
  controllers: [GetMemberRoute, ListStatementRoute, SummariseLedgerRoute, VerifyLedgerRoute, ...commandRoutes],
  providers: [
    LedgerCommands,
    {
      provide: ProgrammeStore,
      inject: [Database, CONFIG, CLOCK],
      useFactory: (db: Database, { programmePath: file }: ServiceConfig, clock: Clock) =>
        startProgramme(db, { document: readFileSync(file, 'utf8'), file, now: clock() }),
    },
    {
      provide: CHUNK_HANDLER,
      inject: [ProgrammeStore],
      useFactory: (programmes: ProgrammeStore) => new LedgerChunkHandler(programmes),
    },
  ],
})
export class LedgerModule {}
