import { Module } from '@nestjs/common';
import type { Log } from '@perennial/messaging';
import { Database } from '@perennial/persistence';
import { loadProgramme } from '@perennial/programme';
import { CLOCK, CONFIG, LOG, type Clock, type ServiceConfig } from '@perennial/service';

import { GetRecommendationsRoute } from './get-recommendations.route.js';
import { fitInWorker } from './jobs/fit-in-worker.js';
import { keepRecommendationsFreshJob } from './jobs/keep-recommendations-fresh.job.js';
import { KEEP_RECOMMENDATIONS_FRESH, RECOMMENDATION_SETTINGS } from './tokens.js';

@Module({
  controllers: [GetRecommendationsRoute],
  providers: [
    {
      provide: RECOMMENDATION_SETTINGS,
      inject: [CONFIG],
      useFactory: ({ programmePath }: ServiceConfig) => loadProgramme(programmePath).recommendations,
    },
    {
      provide: KEEP_RECOMMENDATIONS_FRESH,
      inject: [Database, CLOCK, LOG],
      useFactory: (db: Database, clock: Clock, log: Log) =>
        keepRecommendationsFreshJob(db, clock, log, { fit: fitInWorker }),
    },
  ],
})
export class RecommendationsModule {}
