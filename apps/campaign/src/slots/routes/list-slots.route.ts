import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiNotFoundResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { Id } from '@perennial/contracts';
import { Database } from '@perennial/persistence';
import { CLOCK, noQuery, type Clock } from '@perennial/service';
import { z } from 'zod';

import type { CampaignSettings } from '../../handlers/campaign-chunk.js';
import { CAMPAIGN_SETTINGS } from '../../results/tokens.js';
import { findCampaign, UNKNOWN_CAMPAIGN } from '../../runs/find-campaign.js';
import { countTaken } from '../queries/places.js';
import { slotsIn } from '../slots-of.js';

const answer = z.object({
  items: z
    .array(
      z.object({
        slot: z.string(),
        at: z.string().describe('When it begins; RFC 3339, UTC. No place can be taken from then on.'),
        places: z.int(),
        left: z.int().describe('Places that are neither confirmed nor held.'),
      }),
    )
    .describe('In the order of the document.'),
});

@Controller('v1/campaigns')
export class ListSlotsRoute {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CAMPAIGN_SETTINGS) private readonly settings: CampaignSettings,
  ) {}

  @Get(':id/slots')
  @ApiOperation({ summary: 'The slots of the experience that a campaign offers, and how many places are left.' })
  @ApiOkResponse({ standardSchema: answer })
  @ApiNotFoundResponse({ description: UNKNOWN_CAMPAIGN })
  async list(
    @Param('id', { schema: Id }) campaignId: string,
    @Query({ schema: noQuery }) _query: z.output<typeof noQuery>,
  ): Promise<z.output<typeof answer>> {
    const { campaign } = await findCampaign(this.db, this.settings.programme, campaignId);
    const slots = slotsIn(campaign);
    const taken = await countTaken(
      this.db,
      campaign.id,
      slots.map(({ slot }) => slot),
      this.clock(),
    );
    return {
      items: slots.map(({ slot, startsAt, places }) => ({
        ...{ slot, at: startsAt.toISOString(), places, left: Math.max(0, places - (taken.get(slot) ?? 0)) },
      })),
    };
  }
}
