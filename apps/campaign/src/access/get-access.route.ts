import { Controller, Get, Inject, Param } from '@nestjs/common';
import { ApiNotFoundResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { CustomerId, Id } from '@perennial/contracts';
import { Database } from '@perennial/persistence';
import { accessWindowsOf } from '@perennial/programme';
import { CLOCK, ProblemError, type Clock } from '@perennial/service';
import { z } from 'zod';

import { accessOf } from '../domain/access.js';
import type { CampaignSettings } from '../handlers/campaign-chunk.js';
import { CAMPAIGN_SETTINGS } from '../results/tokens.js';
import { unknownMember } from '../routes/unknown-member.js';
import { findTier } from './find-tier.js';

const answer = z.object({
  window: z.string(),
  access: z.boolean().describe('Whether the member has access now.'),
  reason: z
    .enum(['open', 'not-yet', 'over'])
    .describe('`not-yet`: from `from` on, if the tier stays; `over`: `until` has passed.'),
  tier: z
    .string()
    .optional()
    .describe('The tier it follows from. Absent: the ledger told of none, so it is the lowest.'),
  from: z.string().describe('From when this tier has access, inclusive.'),
  opensAt: z.string().describe('From when everybody has access, inclusive.'),
  until: z.string().optional().describe('Nobody has access from then on. Absent: no end.'),
});

@Controller('v1/members')
export class GetAccessRoute {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CAMPAIGN_SETTINGS) private readonly settings: CampaignSettings,
  ) {}

  @Get(':id/access/:window')
  @ApiOperation({ summary: 'Whether a member has access to a sale or a collection now, and if not, from when.' })
  @ApiOkResponse({ standardSchema: answer })
  @ApiNotFoundResponse({
    description:
      '`UNKNOWN_WINDOW`: no access window of the programme document has this id. `UNKNOWN_MEMBER`: no accepted event has named the customer.',
  })
  async get(
    @Param('id', { schema: CustomerId }) customerId: string,
    @Param('window', { schema: Id }) id: string,
  ): Promise<z.output<typeof answer>> {
    const windows = accessWindowsOf(this.settings.programme);
    const window = windows.get(id);
    if (!window) {
      const detail = `The programme has no such window. It has: ${[...windows.keys()].join(', ') || 'none'}.`;
      throw new ProblemError(404, 'UNKNOWN_WINDOW', detail);
    }
    const tier = await findTier(this.db, customerId);
    if (tier === undefined) throw unknownMember();
    const { isOpen, reason, from } = accessOf(window, tier ?? undefined, this.clock().getTime());
    return {
      ...{ window: id, access: isOpen, reason },
      ...(tier !== null && { tier }),
      ...{ from: new Date(from).toISOString(), opensAt: new Date(window.opensAt).toISOString() },
      ...(window.until !== undefined && { until: new Date(window.until).toISOString() }),
    };
  }
}
