import { Module } from '@nestjs/common';
import type { Log } from '@perennial/messaging';
import { Database } from '@perennial/persistence';
import { loadProgramme } from '@perennial/programme';
import {
  CHUNK_HANDLER,
  CLOCK,
  CONFIG,
  forgetAnswersJob,
  LOG,
  REGISTRY,
  type Clock,
  type ServiceConfig,
} from '@perennial/service';
import type { Registry } from 'prom-client';

import { MetricsChunkHandler } from './handlers/metrics-chunk.handler.js';
import { fitInWorker } from './jobs/fit-in-worker.js';
import { forgetAwardedJob } from './jobs/forget-awarded.job.js';
import { keepModelsFreshJob } from './jobs/keep-models-fresh.job.js';
import { readGaugesJob } from './jobs/read-gauges.job.js';
import { settleTargetsJob } from './jobs/settle-targets.job.js';
import type { metricsSettings } from './config.js';
import { CountThemesRoute } from './routes/count-themes.route.js';
import { GetCaseMetricsRoute } from './routes/get-case-metrics.route.js';
import { GetChurnRoute } from './routes/get-churn.route.js';
import { GetClvRoute } from './routes/get-clv.route.js';
import { GetCohortsRoute } from './routes/get-cohorts.route.js';
import { GetCsatRoute } from './routes/get-csat.route.js';
import { GetMetricsRoute } from './routes/get-metrics.route.js';
import { GetNpsRepeatPurchaseRoute } from './routes/get-nps-repeat-purchase.route.js';
import { GetNpsRoute } from './routes/get-nps.route.js';
import { GetProgrammeHealthRoute } from './routes/get-programme-health.route.js';
import { GetRepeatPurchaseRateRoute } from './routes/get-repeat-purchase-rate.route.js';
import { GetResponseRateRoute } from './routes/get-response-rate.route.js';
import { GetRetentionRoute } from './routes/get-retention.route.js';
import { GetSegmentsRoute } from './routes/get-segments.route.js';
import { GetTargetRoute } from './routes/get-target.route.js';
import { GetWeightedNpsRoute } from './routes/get-weighted-nps.route.js';
import { ListSurveyQuestionsRoute } from './routes/list-survey-questions.route.js';
import { ListTargetsRoute } from './routes/list-targets.route.js';
import { SetTargetRoute } from './routes/set-target.route.js';
import { SummariseMetricsRoute } from './routes/summarise-metrics.route.js';
import { SummariseSurveysRoute } from './routes/summarise-surveys.route.js';
import { WithdrawTargetRoute } from './routes/withdraw-target.route.js';
import { registerKeptGauges } from './kept-gauges.js';
import { readProgrammeGauges } from './programme-gauges.js';
import { readTargetGauges } from './target-gauges.js';
import {
  FORGET_ANSWERS,
  FORGET_AWARDED,
  KEEP_MODELS_FRESH,
  KEPT_GAUGES,
  MINIMUM_N,
  READ_PROGRAMME_GAUGES,
  READ_TARGET_GAUGES,
  SETTLE_TARGETS,
  TIME_ZONE,
} from './tokens.js';

@Module({
  controllers: [
    ...[GetMetricsRoute, SummariseMetricsRoute, GetProgrammeHealthRoute],
    ...[GetRepeatPurchaseRateRoute, GetCohortsRoute, GetRetentionRoute, GetChurnRoute],
    ...[GetClvRoute, GetSegmentsRoute],
    ...[GetNpsRoute, GetNpsRepeatPurchaseRoute, GetCsatRoute, SummariseSurveysRoute, ListSurveyQuestionsRoute],
    ...[GetResponseRateRoute, GetWeightedNpsRoute, GetCaseMetricsRoute, CountThemesRoute],
    ...[SetTargetRoute, ListTargetsRoute, GetTargetRoute, WithdrawTargetRoute],
  ],
  providers: [
    {
      provide: TIME_ZONE,
      inject: [CONFIG],
      useFactory: ({ programmePath }: ServiceConfig) => loadProgramme(programmePath).timeZone,
    },
    {
      provide: MINIMUM_N,
      inject: [CONFIG],
      useFactory: ({ settings }: ServiceConfig<typeof metricsSettings>) => settings.METRICS_MINIMUM_N,
    },
    {
      provide: CHUNK_HANDLER,
      inject: [CONFIG],
      useFactory: ({ programmePath }: ServiceConfig) => {
        const { timeZone, themes } = loadProgramme(programmePath);
        return new MetricsChunkHandler({ timeZone, themes });
      },
    },
    {
      provide: KEEP_MODELS_FRESH,
      inject: [Database, CLOCK, LOG, TIME_ZONE, CONFIG],
      useFactory: (db: Database, clock: Clock, log: Log, timeZone: string, { databaseUrl }: ServiceConfig) =>
        keepModelsFreshJob(db, clock, log, { timeZone, source: '/perennial/metrics', fit: fitInWorker(databaseUrl) }),
    },
    {
      provide: FORGET_ANSWERS,
      inject: [Database, CLOCK, LOG],
      useFactory: (db: Database, clock: Clock, log: Log) => forgetAnswersJob(db, clock, log),
    },
    {
      provide: FORGET_AWARDED,
      inject: [Database, LOG],
      useFactory: (db: Database, log: Log) => forgetAwardedJob(db, log),
    },
    {
      provide: KEPT_GAUGES,
      inject: [REGISTRY, Database],
      useFactory: (registry: Registry, db: Database) => registerKeptGauges(registry, db),
    },
    {
      provide: READ_PROGRAMME_GAUGES,
      inject: [Database, LOG],
      useFactory: (db: Database, log: Log) =>
        readGaugesJob(db, log, { reading: 'programme', read: () => readProgrammeGauges(db) }),
    },
    {
      provide: SETTLE_TARGETS,
      inject: [Database, CLOCK, LOG, TIME_ZONE, MINIMUM_N],
      useFactory: (db: Database, clock: Clock, log: Log, timeZone: string, minimumN: number) =>
        settleTargetsJob(db, clock, log, { timeZone, minimumN }),
    },
    {
      provide: READ_TARGET_GAUGES,
      inject: [Database, CLOCK, LOG, TIME_ZONE, MINIMUM_N],
      useFactory: (db: Database, clock: Clock, log: Log, timeZone: string, minimumN: number) =>
        readGaugesJob(db, log, {
          reading: 'targets',
          read: () => readTargetGauges(db, clock(), { timeZone, minimumN }),
        }),
    },
  ],
})
export class MetricsModule {}
