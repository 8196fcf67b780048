import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { Count } from '@perennial/contracts';
import { Database } from '@perennial/persistence';
import { noQuery } from '@perennial/service';
import { z } from 'zod';

import type { CampaignSettings } from '../../handlers/campaign-chunk.js';
import { CAMPAIGN_SETTINGS } from '../../results/tokens.js';
import { countMembers } from '../queries/count-members.js';
import { listComplete } from '../queries/list-complete.js';

const answer = z.object({
  items: z
    .array(
      z.object({
        audience: z.string(),
        text: z.string().optional(),
        when: z.string().describe('Its condition.'),
        members: Count,
        complete: z
          .boolean()
          .describe('False while not everybody has been asked since the programme document has this condition.'),
      }),
    )
    .describe('In the order of the document.'),
});

@Controller('v1/audiences')
export class ListAudiencesRoute {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(CAMPAIGN_SETTINGS) private readonly settings: CampaignSettings,
  ) {}

  @Get()
  @ApiOperation({ summary: 'The audiences of the programme document, and how many customers are in each.' })
  @ApiOkResponse({ standardSchema: answer })
  async list(@Query({ schema: noQuery }) _query: z.output<typeof noQuery>): Promise<z.output<typeof answer>> {
    const members = await countMembers(this.db);
    const complete = await listComplete(this.db);
    return {
      items: this.settings.programme.audiences.map(({ id, text, when }) => ({
        ...{ audience: id, when, members: members.get(id) ?? 0, complete: complete.has(id) },
        ...(text !== undefined && { text }),
      })),
    };
  }
}
