import type { ServerResponse } from 'node:http';

import { Inject, Injectable } from '@nestjs/common';
import { Database, type Tx } from '@perennial/persistence';
import type { Programme } from '@perennial/programme';
import { CLOCK, runCommand, sendAnswer, type Clock, type CommandRequest, type CommandResult } from '@perennial/service';

import type { CampaignSettings } from '../handlers/campaign-chunk.js';
import { CAMPAIGN_SETTINGS } from '../results/tokens.js';

export interface CampaignScope {
  readonly tx: Tx;
  readonly clock: Clock;
  readonly programme: Programme;
}

/** Commands on campaigns: each is done once however often it is sent. */
@Injectable()
export class CampaignCommands {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CAMPAIGN_SETTINGS) private readonly settings: CampaignSettings,
  ) {}

  async answer(
    request: CommandRequest,
    response: ServerResponse,
    work: (scope: CampaignScope) => Promise<CommandResult>,
  ): Promise<void> {
    const { clock, settings } = this;
    const answer = await runCommand(this.db, request, clock(), (tx) =>
      work({ tx, clock, programme: settings.programme }),
    );
    sendAnswer(response, answer);
  }
}
