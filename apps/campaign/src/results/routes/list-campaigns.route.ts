import { Controller, Get, Inject, Query, type StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { Database } from '@perennial/persistence';
import { CLOCK, csvFile, csvLine, type Clock } from '@perennial/service';
import { z } from 'zod';

import type { CampaignSettings } from '../../handlers/campaign-chunk.js';
import { summaryOf } from '../domain/campaign-summary.js';
import { formatShape } from '../../routes/period-query.js';
import { atLocation } from '../../domain/budget.js';
import { dayIn } from '../../domain/period.js';
import { listAdHocCampaigns } from '../../runs/queries/ad-hoc-campaigns.js';
import { countDecisions } from '../queries/count-decisions.js';
import { listBudgetUses } from '../queries/list-budget-uses.js';
import { CAMPAIGN_SETTINGS } from '../tokens.js';
import { campaignJson, CampaignJson, type BudgetJson } from './summary-json.js';

const AD_HOC_SHOWN = 100;

const query = z.strictObject(formatShape);

const answer = z.object({
  items: z.array(CampaignJson).describe('In the order of the document; then the latest 100 that were started by hand.'),
});

@Controller('v1/campaigns')
export class ListCampaignsRoute {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CAMPAIGN_SETTINGS) private readonly settings: CampaignSettings,
  ) {}

  @Get()
  @ApiOperation({
    summary:
      'The campaigns of the programme document, what each came to, and its budgets of this month and other periods.',
  })
  @ApiOkResponse({ standardSchema: answer })
  async list(
    @Query({ schema: query }) { format }: z.output<typeof query>,
  ): Promise<z.output<typeof answer> | StreamableFile> {
    const { campaigns, timeZone } = this.settings.programme;
    const day = dayIn(this.clock(), timeZone);
    const listed = [...campaigns, ...(await listAdHocCampaigns(this.db, AD_HOC_SHOWN))];
    const counts = await countDecisions(this.db);
    const uses = await listBudgetUses(
      this.db,
      listed.map(({ id }) => id),
      day,
    );
    const items = listed.map((campaign) => campaignJson(campaign, summaryOf(campaign, counts, { uses, day })));
    return format === 'csv' ? csvFile('campaigns.csv', csvLines(items)) : { items };
  }
}

function csvLines(items: z.output<typeof answer>['items']): string[] {
  const total = (counts: readonly { readonly n: number }[]) => counts.reduce((sum, { n }) => sum + n, 0);
  const reasons = (counts: z.output<typeof CampaignJson>['withheld']) =>
    counts.map(({ reason, n }) => `${reason} ${n}`).join('; ');
  return [
    csvLine(['campaignId', 'trigger', 'holdoutPercent', 'offered', 'withheld', 'withheldBy', 'skipped', 'budgets']),
    ...items.map(({ campaignId, trigger, holdoutPercent, offered, withheld, skipped, budgets }) =>
      csvLine([
        ...[campaignId, trigger, holdoutPercent, offered, total(withheld), reasons(withheld), total(skipped)],
        budgets.map(budgetText).join('; '),
      ]),
    ),
  ];
}

/** As `2027-W10 at store-7 offers 3 of 5`. */
function budgetText({ period, location, unit, used, limit }: z.output<typeof BudgetJson>): string {
  const named = location === undefined ? period : atLocation(period, location);
  return `${named} ${unit} ${used} of ${limit}`;
}
