import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { accessWindowsOf } from '@perennial/programme';
import { noQuery } from '@perennial/service';
import { z } from 'zod';

import type { CampaignSettings } from '../handlers/campaign-chunk.js';
import { CAMPAIGN_SETTINGS } from '../results/tokens.js';

const answer = z.object({
  items: z
    .array(
      z.object({
        window: z.string(),
        text: z.string(),
        opensAt: z
          .string()
          .describe('From when everybody has access, inclusive; members of whom nothing is known, too.'),
        earlier: z
          .array(z.object({ tier: z.string(), from: z.string().describe('Inclusive.') }))
          .describe('The tiers that have access before everybody else, from the lowest.'),
        until: z.string().optional().describe('Nobody has access from then on. Absent: no end.'),
      }),
    )
    .describe('In the order of the document.'),
});

@Controller('v1/access-windows')
export class ListWindowsRoute {
  constructor(@Inject(CAMPAIGN_SETTINGS) private readonly settings: CampaignSettings) {}

  @Get()
  @ApiOperation({ summary: 'The access windows of the programme document: from when each tier has access.' })
  @ApiOkResponse({ standardSchema: answer })
  list(@Query({ schema: noQuery }) _query: z.output<typeof noQuery>): z.output<typeof answer> {
    const at = (instant: number): string => new Date(instant).toISOString();
    return {
      items: [...accessWindowsOf(this.settings.programme).values()].map(({ id, text, opensAt, earlier, until }) => ({
        ...{ window: id, text, opensAt: at(opensAt) },
        earlier: [...earlier].map(([tier, from]) => ({ tier, from: at(from) })),
        ...(until !== undefined && { until: at(until) }),
      })),
    };
  }
}
