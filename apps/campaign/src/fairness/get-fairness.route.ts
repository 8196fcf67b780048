import { Controller, Get, Inject, Param, Query, type StreamableFile } from '@nestjs/common';
import { ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiUnprocessableEntityResponse } from '@nestjs/swagger';
import { Id } from '@perennial/contracts';
import { Database } from '@perennial/persistence';
import { csvFile, TOO_MANY_GROUPS, wantedText } from '@perennial/service';
import { z } from 'zod';

import type { CampaignSettings } from '../handlers/campaign-chunk.js';
import { CAMPAIGN_SETTINGS } from '../results/tokens.js';
import { findCampaign, UNKNOWN_CAMPAIGN } from '../runs/find-campaign.js';
import { daysShape, formatShape, inOrder, periodOf } from '../routes/period-query.js';
import { FAIRNESS_GROUPINGS, fairnessGroupingOf, type FairnessGrouping } from './domain/fairness-grouping.js';
import { fairnessCsv, fairnessJson, FairnessJson } from './fairness-json.js';
import { readFairness } from './read-fairness.js';
import { MINIMUM_N } from './tokens.js';

const query = z
  .strictObject({
    ...daysShape('what made somebody a candidate'),
    ...formatShape,
    groupBy: wantedText(255)
      .transform((text, context): FairnessGrouping => {
        const grouping = fairnessGroupingOf(text);
        if (grouping) return grouping;
        const message = `must be one of ${FAIRNESS_GROUPINGS.join(', ')}, or attribute:NAME`;
        context.addIssue({ code: 'custom', message });
        return z.NEVER;
      })
      .describe(`${FAIRNESS_GROUPINGS.join(', ')}, or attribute:NAME: as it is known of the customer now.`),
  })
  .superRefine(inOrder);

@Controller('v1/campaigns')
export class GetFairnessRoute {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(CAMPAIGN_SETTINGS) private readonly settings: CampaignSettings,
    @Inject(MINIMUM_N) private readonly minimumN: number,
  ) {}

  @Get(':id/fairness')
  @ApiOperation({
    summary:
      'Who gets the offers of a campaign, by group: which share of its candidates, and how much, against the rest.',
    description: 'Groups that differ are a reason to look, not a proof: of 20 comparisons one is apart by chance.',
  })
  @ApiOkResponse({ standardSchema: FairnessJson })
  @ApiNotFoundResponse({ description: UNKNOWN_CAMPAIGN })
  @ApiUnprocessableEntityResponse({ description: TOO_MANY_GROUPS })
  async get(
    @Param('id', { schema: Id }) campaignId: string,
    @Query({ schema: query }) { from, to, groupBy, format }: z.output<typeof query>,
  ): Promise<z.output<typeof FairnessJson> | StreamableFile> {
    const { programme } = this.settings;
    const {
      campaign: { id },
    } = await findCampaign(this.db, programme, campaignId);
    const wanted = { campaignId: id, ...periodOf({ from, to }, programme.timeZone), grouping: groupBy };
    const report = await readFairness(this.db, wanted, this.minimumN);
    if (format === 'csv') return csvFile('fairness.csv', fairnessCsv(report));
    return {
      ...{ campaignId: id, groupBy: groupBy.by === 'attribute' ? `attribute:${groupBy.name}` : groupBy.by },
      ...{ from: from ?? null, to: to ?? null, minimumN: this.minimumN },
      ...fairnessJson(report),
    };
  }
}
