import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { offerWithheld, rewardIssued, tierChanged } from '@perennial/contracts';
import { silentLog } from '@perennial/messaging';
import { Database } from '@perennial/persistence';
import { loadProgramme } from '@perennial/programme';
import { CLOCK, CONFIG, LOG, REGISTRY } from '@perennial/service';
import { anEvent, freshDatabase, ServiceOnKafka, until, type FreshDatabase } from '@perennial/testing';
import { Registry } from 'prom-client';

import { A_CODE_KEY, aVault } from '../codes/vault.fixture.js';
import { campaignService } from '../campaign.service.js';
import { CampaignChunkHandler } from '../handlers/campaign-chunk.handler.js';
import { create } from './endpoint-commands.js';
import { Receiver } from './receiver.fixture.js';
import { SecretBox } from './secret-box.js';
import { webhookTopics } from './webhook-types.js';
import { WebhooksModule } from './webhooks.module.js';

describe('webhooks of messages on Kafka', () => {
  const clock = () => new Date('2027-03-01T10:00:00Z');
  const dataDir = mkdtempSync(join(tmpdir(), 'perennial-webhooks-'));
  let database: FreshDatabase;
  let receiver: Receiver;
  let service: ServiceOnKafka;

  beforeAll(async () => {
    receiver = await Receiver.start();
    database = await freshDatabase('campaign', campaignService.migrations);
    service = await ServiceOnKafka.start({
      service: 'campaign',
      topics: [...webhookTopics],
      publishes: [rewardIssued.topic],
      databaseUrl: database.url,
      handler: () =>
        new CampaignChunkHandler({ programme: loadProgramme('programmes/jeweller.yaml'), vault: aVault() }),
      clock,
    });
  });
  afterAll(async () => {
    await service?.end();
    await receiver?.stop();
    await database?.drop();
    rmSync(dataDir, { recursive: true });
  });

  /** The module as the service has it, with its jobs. */
  async function startJobs(registry: Registry) {
    const settings = { WEBHOOK_ALLOW_LOOPBACK: true, PERENNIAL_DATA_DIR: dataDir, CAMPAIGN_CODE_KEY: A_CODE_KEY };
    const providers = [
      { provide: Database, useValue: database.db },
      { provide: CONFIG, useValue: { settings } },
      { provide: CLOCK, useValue: clock },
      { provide: LOG, useValue: silentLog },
      { provide: REGISTRY, useValue: registry },
    ];
    @Module({})
    class Surroundings {}
    const module = { module: Surroundings, global: true, providers, exports: providers.map(({ provide }) => provide) };
    const app = await Test.createTestingModule({ imports: [module, WebhooksModule] }).compile();
    return app.init();
  }

  it('arrive once each, though every message comes three times, to two instances, and two run the jobs', async () => {
    const registries = [new Registry(), new Registry()];
    const apps = [await startJobs(registries[0]!), await startJobs(registries[1]!)];
    try {
      const box = apps[0]!.get(SecretBox);
      await database.db.transaction((tx) =>
        create(
          { tx, clock, box, reach: { loopback: true }, actor: 'olga' },
          { url: receiver.url(), types: [rewardIssued.type, tierChanged.type] },
        ),
      );
      const messages = Array.from({ length: 30 }, (_, index) => [
        anEvent(rewardIssued, { data: { customerId: `c-${index}` }, source: '/perennial/ledger' }),
        anEvent(tierChanged, { data: { customerId: `c-${index}` }, source: '/perennial/ledger' }),
        anEvent(offerWithheld, { data: { customerId: `c-${index}` }, source: '/perennial/campaign' }),
      ]).flat();
      await service.send(messages);
      await service.send(messages, 1);
      await service.send(messages.toReversed());
      await service.settled();
      const pending = () => database.db.query(`select 1 from webhook_delivery where state <> 'delivered'`);
      await until('everything has arrived', async () => (await pending()).length === 0);

      const arrived = receiver.received.map(({ body }) => (JSON.parse(body) as { id: string }).id);
      const wanted = messages.filter(({ type }) => type !== offerWithheld.type).map(({ id }) => id);
      expect(arrived.toSorted()).toEqual(wanted.toSorted());
      expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(60);
      expect(await database.db.query('select reason from quarantine')).toEqual([]);
      const counted = await Promise.all(registries.map((registry) => registry.metrics()));
      expect(counted.join()).toContain('perennial_webhook_tries_total{outcome="delivered"} 60');
    } finally {
      for (const app of apps) await app.close();
    }
  });
});
