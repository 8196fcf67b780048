import { rewardIssued } from '@perennial/contracts';
import type { ChunkHandler } from '@perennial/messaging';
import type { Programme } from '@perennial/programme';
import { freshDatabase, ServiceOnRecords, settableClock, type FreshDatabase } from '@perennial/testing';

import { campaignService } from '../campaign.service.js';
import { aVault } from '../codes/vault.fixture.js';
import { armOf } from '../domain/holdout.js';
import { endWithInvariants } from '../invariants-hold.fixture.js';
import { listOffers } from '../store/queries/list-offers.js';
import { CampaignChunkHandler } from './campaign-chunk.handler.js';

export const NOW = '2027-03-15T12:00:00Z';
export const clock = settableClock(NOW);
export const hoursAgo = (hours: number): string => new Date(clock().getTime() - hours * 3_600_000).toISOString();
export const ISSUED = rewardIssued.type;

let count = 0;
/** A customer no other test has, in the treatment group of the campaign unless told otherwise. */
export function aCustomer(campaignId: string, arm: 'treatment' | 'holdout' = 'treatment'): string {
  for (;;) {
    const customerId = `c-${(count += 1)}`;
    if (armOf(customerId, campaignId, 10) === arm) return customerId;
  }
}

/** Types of messages, with the campaigns that they are of. */
export const said = ({
  messages,
}: {
  readonly messages: readonly { readonly type: string; readonly data: object | null }[];
}) => messages.map(({ type, data }) => [type, (data as { reason: { rule: string } }).reason.rule]);

/** One service and its rows, which has the campaigns of each test in turn. */
export class CampaignsInTurn {
  readonly vault = aVault();
  readonly service: ServiceOnRecords;
  private handler: ChunkHandler | undefined;

  private constructor(private readonly database: FreshDatabase) {
    const current = (): ChunkHandler => {
      if (!this.handler) throw new Error('no campaigns yet');
      return this.handler;
    };
    const ofTheTest: ChunkHandler = {
      handle: (...chunk) => current().handle(...chunk),
      forgottenAmong: (...asked) => current().forgottenAmong(...asked),
    };
    this.service = new ServiceOnRecords('campaign', database.db, ofTheTest, clock);
  }

  static async start(): Promise<CampaignsInTurn> {
    return new CampaignsInTurn(await freshDatabase('campaign', campaignService.migrations));
  }

  get db() {
    return this.database.db;
  }

  settingsOf(programme: Programme) {
    return { programme, vault: this.vault };
  }

  serviceWith(programme: Programme): ServiceOnRecords {
    this.handler = new CampaignChunkHandler(this.settingsOf(programme));
    return this.service;
  }

  async offersOf(customerId: string) {
    return ((await listOffers(this.db, customerId, this.vault)) ?? []).map(
      ({ campaignId, kind, value, scope, thing, note, validFrom, validTo }) => ({
        ...{ campaignId, kind, value, scope, thing, note },
        ...{ from: validFrom.toISOString(), to: validTo?.toISOString() },
      }),
    );
  }

  async reasonsOf(customerId: string): Promise<string[]> {
    const query = 'select reason from decision where customer_id = $1 order by cause_at, decided_at';
    return (await this.db.query<{ reason: string }>(query, [customerId])).map(({ reason }) => reason);
  }

  /** What has to hold of the rows holds. */
  async end(): Promise<void> {
    await endWithInvariants(this.db, () => this.database.drop());
  }
}
