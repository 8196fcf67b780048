import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiNotFoundResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { Id } from '@perennial/contracts';
import { Database } from '@perennial/persistence';
import { CLOCK, noQuery, type Clock } from '@perennial/service';
import { z } from 'zod';

import type { CampaignSettings } from '../../handlers/campaign-chunk.js';
import { summaryOf } from '../domain/campaign-summary.js';
import { dayIn } from '../../domain/period.js';
import { countDecisions } from '../queries/count-decisions.js';
import { listBudgetUses } from '../queries/list-budget-uses.js';
import { CAMPAIGN_SETTINGS } from '../tokens.js';
import { findCampaign, UNKNOWN_CAMPAIGN } from '../../runs/find-campaign.js';
import { listRuns } from '../../runs/queries/runs.js';
import { RunJson, runJson } from '../../runs/routes/run-json.js';
import { campaignJson, CampaignJson } from './summary-json.js';

const RUNS_SHOWN = 20;

const answer = CampaignJson.extend({
  programmeVersion: z.int().describe('In force now; of an ad-hoc campaign, when it was accepted.'),
  document: z.looseObject({}).describe('As the programme document has it, with what it left to the default.'),
  runs: z.array(RunJson).describe('Of a schedule: the latest instants, at most 20, the latest first.'),
});

@Controller('v1/campaigns')
export class GetCampaignRoute {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CAMPAIGN_SETTINGS) private readonly settings: CampaignSettings,
  ) {}

  @Get(':id')
  @ApiOperation({
    summary: 'A campaign: what the document, or whoever started it by hand, says of it, and what it came to.',
  })
  @ApiOkResponse({ standardSchema: answer })
  @ApiNotFoundResponse({ description: UNKNOWN_CAMPAIGN })
  async get(
    @Param('id', { schema: Id }) campaignId: string,
    @Query({ schema: noQuery }) _query: z.output<typeof noQuery>,
  ): Promise<z.output<typeof answer>> {
    const { programme } = this.settings;
    const { campaign, programmeVersion } = await findCampaign(this.db, programme, campaignId);
    const now = this.clock();
    const day = dayIn(now, programme.timeZone);
    const counts = await countDecisions(this.db, campaign.id);
    const summary = summaryOf(campaign, counts, { uses: await listBudgetUses(this.db, [campaign.id], day), day });
    const runs = (await listRuns(this.db, [campaign.id], RUNS_SHOWN)).map((run) => runJson(run, now));
    return { ...campaignJson(campaign, summary), programmeVersion, document: { ...campaign }, runs };
  }
}
