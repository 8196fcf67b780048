import { purchaseCompleted } from '@perennial/contracts';
import { messagingMigrations } from '@perennial/messaging';
import { defineService } from '@perennial/service';

import { MetricsModule } from './metrics.module.js';
import { metricsMigrations } from './migrations/index.js';

/** Knows what customers bought and expects what they will: consumes purchases, publishes projections. */
export const metricsService = defineService({
  name: 'metrics',
  port: 3003,
  topics: [purchaseCompleted.topic],
  migrations: [...messagingMigrations, ...metricsMigrations],
  module: MetricsModule,
});
