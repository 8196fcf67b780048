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
  type Clock,
  type ServiceConfig,
} from '@perennial/service';

import { accessRoutes } from './access/access-routes.js';
import { learnFromOutcomesJob } from './choices/jobs/learn-from-outcomes.job.js';
import { keepAudiencesJob } from './audiences/jobs/keep-audiences.job.js';
import { ListAudiencesRoute } from './audiences/routes/list-audiences.route.js';
import { ListMembersRoute } from './audiences/routes/list-members.route.js';
import { caseRoutes } from './cases/routes/case-routes.js';
import type { CodeVault } from './codes/code-vault.js';
import { CodesModule } from './codes/codes.module.js';
import { CODE_VAULT } from './codes/tokens.js';
import type { fairnessSettings } from './fairness/config.js';
import { MINIMUM_N } from './fairness/tokens.js';
import type { CampaignSettings } from './handlers/campaign-chunk.js';
import { ChooseGiftRoute } from './gifts/choose-gift.route.js';
import { CampaignChunkHandler } from './handlers/campaign-chunk.handler.js';
import { offerOnDatesJob } from './jobs/offer-on-dates.job.js';
import { RecommendationsModule } from './recommendations/recommendations.module.js';
import { ExplainEventRoute } from './routes/explain-event.route.js';
import { ReviewCommands } from './reviews/review-commands.js';
import { reviewRoutes } from './reviews/routes/review-routes.js';
import { ListOffersRoute } from './routes/list-offers.route.js';
import { SummariseOffersRoute } from './routes/summarise-offers.route.js';
import { referralRoutes } from './referrals/referral-routes.js';
import { campaignRoutes } from './results/campaign-routes.js';
import { addUpDecisionsJob } from './results/jobs/add-up-decisions.job.js';
import { CAMPAIGN_SETTINGS } from './results/tokens.js';
import { CampaignCommands } from './runs/campaign-commands.js';
import { runCampaignsJob } from './runs/jobs/run-campaigns.job.js';
import { slotRoutes } from './slots/routes/slot-routes.js';
import { ListStoriesRoute } from './stories/list-stories.route.js';
import { suggestionRoutes } from './suggestions/routes/suggestion-routes.js';
import { askWhenDueJob } from './surveys/ask-when-due.job.js';
import {
  ADD_UP_DECISIONS,
  ASK_WHEN_DUE,
  FORGET_ANSWERS,
  KEEP_AUDIENCES,
  LEARN_FROM_OUTCOMES,
  OFFER_ON_DATES,
  RUN_CAMPAIGNS,
} from './tokens.js';
import { WebhooksModule } from './webhooks/webhooks.module.js';

@Module({
  imports: [CodesModule, RecommendationsModule, WebhooksModule],
  controllers: [
    ...[ListAudiencesRoute, ListMembersRoute],
    ...[ChooseGiftRoute, ExplainEventRoute, ListOffersRoute, ListStoriesRoute, SummariseOffersRoute],
    ...[
      ...accessRoutes,
      ...campaignRoutes,
      ...caseRoutes,
      ...referralRoutes,
      ...reviewRoutes,
      ...slotRoutes,
      ...suggestionRoutes,
    ],
  ],
  providers: [
    CampaignCommands,
    ReviewCommands,
    {
      provide: CAMPAIGN_SETTINGS,
      inject: [CONFIG, CODE_VAULT],
      useFactory: ({ programmePath }: ServiceConfig, vault: CodeVault): CampaignSettings => ({
        programme: loadProgramme(programmePath),
        vault,
      }),
    },
    {
      provide: MINIMUM_N,
      inject: [CONFIG],
      useFactory: ({ settings }: ServiceConfig<typeof fairnessSettings>) => settings.CAMPAIGN_MINIMUM_N,
    },
    {
      provide: CHUNK_HANDLER,
      inject: [CAMPAIGN_SETTINGS],
      useFactory: (settings: CampaignSettings) => new CampaignChunkHandler(settings),
    },
    {
      provide: OFFER_ON_DATES,
      inject: [Database, CLOCK, LOG, CAMPAIGN_SETTINGS],
      useFactory: (db: Database, clock: Clock, log: Log, settings: CampaignSettings) =>
        offerOnDatesJob(db, clock, log, settings),
    },
    {
      provide: LEARN_FROM_OUTCOMES,
      inject: [Database, CLOCK, LOG, CAMPAIGN_SETTINGS],
      useFactory: (db: Database, clock: Clock, log: Log, { programme }: CampaignSettings) =>
        learnFromOutcomesJob(db, clock, log, programme),
    },
    {
      provide: KEEP_AUDIENCES,
      inject: [Database, CLOCK, LOG, CAMPAIGN_SETTINGS],
      useFactory: (db: Database, clock: Clock, log: Log, settings: CampaignSettings) =>
        keepAudiencesJob(db, clock, log, settings),
    },
    {
      provide: RUN_CAMPAIGNS,
      inject: [Database, CLOCK, LOG, CAMPAIGN_SETTINGS],
      useFactory: (db: Database, clock: Clock, log: Log, settings: CampaignSettings) =>
        runCampaignsJob(db, clock, log, settings),
    },
    {
      provide: ASK_WHEN_DUE,
      inject: [Database, CLOCK, LOG, CAMPAIGN_SETTINGS],
      useFactory: (db: Database, clock: Clock, log: Log, settings: CampaignSettings) =>
        askWhenDueJob(db, clock, log, settings),
    },
    {
      provide: ADD_UP_DECISIONS,
      inject: [Database, LOG],
      useFactory: (db: Database, log: Log) => addUpDecisionsJob(db, log),
    },
    {
      provide: FORGET_ANSWERS,
      inject: [Database, CLOCK, LOG],
      useFactory: (db: Database, clock: Clock, log: Log) => forgetAnswersJob(db, clock, log),
    },
  ],
})
export class CampaignModule {}
