import type { Database } from '@perennial/persistence';
import type { Programme } from '@perennial/programme';
import { freshDatabase, ServiceOnRecords, type FreshDatabase, type SettableClock } from '@perennial/testing';

import { campaignService } from './campaign.service.js';
import { aVault } from './codes/vault.fixture.js';
import { CampaignChunkHandler } from './handlers/campaign-chunk.handler.js';
import { endWithInvariants } from './invariants-hold.fixture.js';

/** What handles the chunks of a programme, on a database of its own. */
export class CampaignRig {
  readonly vault = aVault();
  readonly handler: CampaignChunkHandler;
  readonly service: ServiceOnRecords;

  private constructor(
    readonly database: FreshDatabase,
    programme: Programme,
    clock: SettableClock,
  ) {
    this.handler = new CampaignChunkHandler({ programme, vault: this.vault });
    this.service = new ServiceOnRecords('campaign', database.db, this.handler, clock);
  }

  static async start(programme: Programme, clock: SettableClock): Promise<CampaignRig> {
    return new CampaignRig(await freshDatabase('campaign', campaignService.migrations), programme, clock);
  }

  get db(): Database {
    return this.database.db;
  }

  /** What has to hold of the rows holds. */
  async end(): Promise<void> {
    await endWithInvariants(this.db, () => this.database.drop());
  }
}
