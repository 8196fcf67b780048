import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiNotFoundResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { CustomerId, Id } from '@perennial/contracts';
import { Database } from '@perennial/persistence';
import { pageQuery, ProblemError } from '@perennial/service';
import { z } from 'zod';

import type { CampaignSettings } from '../../handlers/campaign-chunk.js';
import { CAMPAIGN_SETTINGS } from '../../results/tokens.js';
import { listMembers } from '../queries/list-members.js';

const query = pageQuery.extend({
  cursor: CustomerId.optional().describe('`nextCursor` of the page before; absent for the first.'),
});

const answer = z.object({
  items: z.array(z.object({ customerId: z.string() })).describe('In the order of their ids.'),
  nextCursor: z.string().nullable().describe('Give it as `cursor` for the next page; null on the last.'),
});

@Controller('v1/audiences')
export class ListMembersRoute {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(CAMPAIGN_SETTINGS) private readonly settings: CampaignSettings,
  ) {}

  @Get(':id/members')
  @ApiOperation({ summary: 'Who is in an audience.' })
  @ApiOkResponse({ standardSchema: answer })
  @ApiNotFoundResponse({ description: '`UNKNOWN_AUDIENCE`: no audience of the programme document has this id.' })
  async list(
    @Param('id', { schema: Id }) audience: string,
    @Query({ schema: query }) { cursor = '', limit }: z.output<typeof query>,
  ): Promise<z.output<typeof answer>> {
    const known = this.settings.programme.audiences.map(({ id }) => id);
    if (!known.includes(audience)) {
      const detail = `The programme has no such audience. It has: ${known.join(', ') || 'none'}.`;
      throw new ProblemError(404, 'UNKNOWN_AUDIENCE', detail);
    }
    const members = await listMembers(this.db, audience, { after: cursor, limit: limit + 1 });
    const page = members.slice(0, limit);
    return {
      items: page.map((customerId) => ({ customerId })),
      nextCursor: members.length > limit ? (page.at(-1) ?? null) : null,
    };
  }
}
