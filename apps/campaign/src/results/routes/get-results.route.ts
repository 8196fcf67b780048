import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiNotFoundResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { Id } from '@perennial/contracts';
import { Database } from '@perennial/persistence';
import { CLOCK, type Clock } from '@perennial/service';
import type { z } from 'zod';

import type { CampaignSettings } from '../../handlers/campaign-chunk.js';
import { readResults } from '../read-results.js';
import { CAMPAIGN_SETTINGS } from '../tokens.js';
import { findCampaign, UNKNOWN_CAMPAIGN } from '../../runs/find-campaign.js';
import { ResultsJson } from './results-json.js';
import { askedOf, resultsQuery, type ResultsQuery } from './results-query.js';

@Controller('v1/campaigns')
export class GetResultsRoute {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CAMPAIGN_SETTINGS) private readonly settings: CampaignSettings,
  ) {}

  @Get(':id/results')
  @ApiOperation({
    summary: 'What a campaign brought: treatment against holdout, everybody where they were assigned.',
    description:
      'Whoever was kept from an offer by a cap, the margin or a budget is treatment. The window begins with what triggered the campaign; a return counts whenever it came.',
  })
  @ApiOkResponse({ standardSchema: ResultsJson })
  @ApiNotFoundResponse({ description: UNKNOWN_CAMPAIGN })
  async get(
    @Param('id', { schema: Id }) campaignId: string,
    @Query({ schema: resultsQuery }) query: ResultsQuery,
  ): Promise<z.output<typeof ResultsJson>> {
    const { programme } = this.settings;
    const { campaign } = await findCampaign(this.db, programme, campaignId);
    const around = { now: this.clock(), timeZone: programme.timeZone };
    const results = await readResults(this.db, campaign, askedOf(campaignId, query, around), around);
    return ResultsJson.parse({ ...results, from: query.from ?? null, to: query.to ?? null });
  }
}
