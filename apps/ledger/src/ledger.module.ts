import { Module } from '@nestjs/common';
import { loadProgramme, type Programme } from '@perennial/programme';
import { CHUNK_HANDLER, CONFIG, type ServiceConfig } from '@perennial/service';

import { LedgerChunkHandler } from './handlers/chunk.handler.js';
import { PROGRAMME } from './programme.token.js';
import { GetMemberRoute } from './routes/get-member.route.js';
import { ListStatementRoute } from './routes/list-statement.route.js';
import { SummariseLedgerRoute } from './routes/summarise-ledger.route.js';
import { VerifyLedgerRoute } from './routes/verify-ledger.route.js';

@Module({
  controllers: [GetMemberRoute, ListStatementRoute, SummariseLedgerRoute, VerifyLedgerRoute],
  providers: [
    {
      provide: PROGRAMME,
      inject: [CONFIG],
      useFactory: ({ programmePath }: ServiceConfig) => loadProgramme(programmePath),
    },
    {
      provide: CHUNK_HANDLER,
      inject: [PROGRAMME],
      useFactory: (programme: Programme) => new LedgerChunkHandler(programme),
    },
  ],
})
export class LedgerModule {}
