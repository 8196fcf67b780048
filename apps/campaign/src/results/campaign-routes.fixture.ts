import type { AddressInfo } from 'node:net';

import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import { silentLog } from '@perennial/messaging';
import { Database } from '@perennial/persistence';
import type { Programme } from '@perennial/programme';
import { CLOCK, DELIVERY, fitHttpEdge } from '@perennial/service';
import { freshDatabase, ServiceOnRecords, type FreshDatabase, type SettableClock } from '@perennial/testing';
import { Registry } from 'prom-client';

import { accessRoutes } from '../access/access-routes.js';
import { aVault } from '../codes/vault.fixture.js';
import { campaignService } from '../campaign.service.js';
import { MINIMUM_N } from '../fairness/tokens.js';
import { CampaignChunkHandler } from '../handlers/campaign-chunk.handler.js';
import { referralRoutes } from '../referrals/referral-routes.js';
import { ExplainEventRoute } from '../routes/explain-event.route.js';
import { CampaignCommands } from '../runs/campaign-commands.js';
import { slotRoutes } from '../slots/routes/slot-routes.js';
import { ListStoriesRoute } from '../stories/list-stories.route.js';
import { suggestionRoutes } from '../suggestions/routes/suggestion-routes.js';
import { campaignRoutes } from './campaign-routes.js';
import { CAMPAIGN_SETTINGS } from './tokens.js';

/** The routes of campaigns on a database of their own, with the edge that they have in the service. */
export class CampaignRoutes {
  private constructor(
    readonly database: FreshDatabase,
    readonly service: ServiceOnRecords,
    private readonly app: NestExpressApplication,
  ) {}

  static async start(programme: Programme, clock: SettableClock): Promise<CampaignRoutes> {
    const database = await freshDatabase('campaign', campaignService.migrations);
    const settings = { programme, vault: aVault() };
    const service = new ServiceOnRecords('campaign', database.db, new CampaignChunkHandler(settings), clock);
    const module = await Test.createTestingModule({
      controllers: [
        ...accessRoutes,
        ...campaignRoutes,
        ...referralRoutes,
        ...slotRoutes,
        ...suggestionRoutes,
        ...[ExplainEventRoute, ListStoriesRoute],
      ],
      providers: [
        CampaignCommands,
        { provide: Database, useValue: database.db },
        { provide: CLOCK, useValue: clock },
        { provide: CAMPAIGN_SETTINGS, useValue: settings },
        { provide: MINIMUM_N, useValue: 10 },
        { provide: DELIVERY, useValue: { wakePublisher: () => undefined } },
      ],
    }).compile();
    const app = module.createNestApplication<NestExpressApplication>({ logger: false, bodyParser: false });
    fitHttpEdge(app, { service: 'campaign', log: silentLog, registry: new Registry() });
    await app.listen(0, '127.0.0.1');
    return new CampaignRoutes(database, service, app);
  }

  /** @param path below `/v1/` */
  ask(path: string, request?: RequestInit): Promise<Response> {
    const { port } = this.app.getHttpServer().address() as AddressInfo;
    return fetch(`http://127.0.0.1:${port}/v1/${path}`, request);
  }

  async get(path: string): Promise<unknown> {
    return (await this.ask(path)).json();
  }

  async end(): Promise<void> {
    await this.app.close();
    await this.database.drop();
  }
}
