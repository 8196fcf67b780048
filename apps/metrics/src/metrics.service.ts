import {
  caseOpened,
  customerUpserted,
  offerWithheld,
  pointsGranted,
  pointsRedeemed,
  purchaseCompleted,
  returnCompleted,
  rewardIssued,
  surveyAnswered,
  tierChanged,
} from '@perennial/contracts';
import { customersMigrations } from '@perennial/customers';
import { messagingMigrations } from '@perennial/messaging';
import { ordersMigrations } from '@perennial/orders';
import { defineService } from '@perennial/service';

import { metricsSettings } from './config.js';
import { MetricsModule } from './metrics.module.js';
import { metricsMigrations } from './migrations/index.js';

/** Knows what customers bought and answered and what they were given, and expects what they will buy: publishes projections. */
export const metricsService = defineService({
  name: 'metrics',
  port: 3003,
  topics: [
    ...[purchaseCompleted, returnCompleted, customerUpserted, surveyAnswered].map(({ topic }) => topic),
    ...[pointsRedeemed, rewardIssued, tierChanged, offerWithheld, pointsGranted, caseOpened].map(({ topic }) => topic),
  ],
  migrations: [...messagingMigrations, ...customersMigrations, ...ordersMigrations, ...metricsMigrations],
  config: metricsSettings,
  module: MetricsModule,
});
