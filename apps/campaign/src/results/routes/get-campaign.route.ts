import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiNotFoundResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { Id } from '@perennial/contracts';
import { Database } from '@perennial/persistence';
import { CLOCK, noQuery, type Clock } from '@perennial/service';
import { z } from 'zod';

import type { CampaignSettings } from '../../handlers/campaign-chunk.js';
import { summaryOf } from '../domain/campaign-summary.js';
import { monthOf } from '../../domain/month-of.js';
import { countDecisions } from '../queries/count-decisions.js';
import { listBudgetUses } from '../queries/list-budget-uses.js';
import { CAMPAIGN_SETTINGS } from '../tokens.js';
import { campaignOf, UNKNOWN_CAMPAIGN } from './find-campaign.js';
import { campaignJson, CampaignJson } from './summary-json.js';

const answer = CampaignJson.extend({
  programmeVersion: z.int(),
  document: z.looseObject({}).describe('As the programme document has it, with what it left to the default.'),
});

@Controller('v1/campaigns')
export class GetCampaignRoute {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CAMPAIGN_SETTINGS) private readonly settings: CampaignSettings,
  ) {}

  @Get(':id')
  @ApiOperation({ summary: 'A campaign: what the document says of it, and what it came to.' })
  @ApiOkResponse({ standardSchema: answer })
  @ApiNotFoundResponse({ description: UNKNOWN_CAMPAIGN })
  async get(
    @Param('id', { schema: Id }) campaignId: string,
    @Query({ schema: noQuery }) _query: z.output<typeof noQuery>,
  ): Promise<z.output<typeof answer>> {
    const { version, timeZone } = this.settings.programme;
    const campaign = campaignOf(this.settings.programme, campaignId);
    const month = monthOf(this.clock(), timeZone);
    const counts = await countDecisions(this.db, campaign.id);
    const summary = summaryOf(campaign, counts, { uses: await listBudgetUses(this.db, month), month });
    return { ...campaignJson(campaign, summary), programmeVersion: version, document: { ...campaign } };
  }
}
