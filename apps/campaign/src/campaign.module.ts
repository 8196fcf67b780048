import { randomBytes } from 'node:crypto';

import { Module } from '@nestjs/common';
import { loadProgramme } from '@perennial/programme';
import { CHUNK_HANDLER, CONFIG, type ServiceConfig } from '@perennial/service';

import { CampaignChunkHandler } from './handlers/campaign-chunk.handler.js';
import { ListOffersRoute } from './routes/list-offers.route.js';
import { SummariseOffersRoute } from './routes/summarise-offers.route.js';

@Module({
  controllers: [ListOffersRoute, SummariseOffersRoute],
  providers: [
    {
      provide: CHUNK_HANDLER,
      inject: [CONFIG],
      useFactory: ({ programmePath }: ServiceConfig) =>
        new CampaignChunkHandler(loadProgramme(programmePath), randomBytes),
    },
  ],
})
export class CampaignModule {}
