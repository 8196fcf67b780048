import { randomBytes } from 'node:crypto';

import { Module } from '@nestjs/common';
import type { Log } from '@perennial/messaging';
import { Database } from '@perennial/persistence';
import { CLOCK, CONFIG, developmentSecret, LOG, REGISTRY, type Clock, type ServiceConfig } from '@perennial/service';
import { Counter, type Registry } from 'prom-client';

import type { CodeVault } from '../codes/code-vault.js';
import { CodeVaultModule } from '../codes/code-vault.module.js';
import { CODE_VAULT } from '../codes/tokens.js';
import { keyOf, type webhookSettings } from './config.js';
import { deliverWebhooksJob } from './deliver-webhooks.job.js';
import { dropOldDeliveriesJob } from './drop-old-deliveries.job.js';
import type { Reach } from './endpoint-url.js';
import { webhookRoutes } from './routes/webhook-routes.js';
import { SecretBox } from './secret-box.js';
import { DELIVER_WEBHOOKS, DROP_OLD_DELIVERIES, REACH } from './tokens.js';
import { WebhookCommands } from './webhook-commands.js';

type Config = ServiceConfig<typeof webhookSettings>;

@Module({
  imports: [CodeVaultModule],
  controllers: webhookRoutes,
  providers: [
    WebhookCommands,
    { provide: SecretBox, inject: [CONFIG, LOG], useFactory: secretBox },
    {
      provide: REACH,
      inject: [CONFIG],
      useFactory: ({ settings }: Config): Reach => ({ loopback: settings.WEBHOOK_ALLOW_LOOPBACK }),
    },
    {
      provide: DELIVER_WEBHOOKS,
      inject: [Database, CLOCK, LOG, REGISTRY, SecretBox, CODE_VAULT, REACH],
      useFactory: (
        db: Database,
        clock: Clock,
        log: Log,
        registry: Registry,
        box: SecretBox,
        vault: CodeVault,
        reach: Reach,
      ) => {
        const tries = triesCounter(registry);
        const count = (outcome: string) => tries.inc({ outcome });
        return deliverWebhooksJob({ db, clock, log, box, vault, reach, chance: Math.random, count });
      },
    },
    {
      provide: DROP_OLD_DELIVERIES,
      inject: [Database, CLOCK, LOG],
      useFactory: (db: Database, clock: Clock, log: Log) => dropOldDeliveriesJob(db, clock, log),
    },
  ],
})
export class WebhooksModule {}

function triesCounter(registry: Registry): Counter {
  return new Counter({
    name: 'perennial_webhook_tries_total',
    help: 'Webhooks sent: delivered, pending (failed and tried again later) or dead (given up).',
    labelNames: ['outcome'],
    registers: [registry],
  });
}

function secretBox({ settings }: Config, log: Log): SecretBox {
  if (settings.WEBHOOK_KEY) return new SecretBox(settings.WEBHOOK_KEY);
  const { text, file } = developmentSecret(settings.PERENNIAL_DATA_DIR, 'webhook-key', () =>
    randomBytes(32).toString('base64'),
  );
  log.warn('secrets of webhooks are kept with a development key; production needs WEBHOOK_KEY or WEBHOOK_KEY_FILE', {
    file,
  });
  return new SecretBox(keyOf(text));
}
