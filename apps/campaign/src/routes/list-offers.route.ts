import { Controller, Get, Inject, Param } from '@nestjs/common';
import { ApiNotFoundResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { CustomerId, Reason } from '@perennial/contracts';
import { Database } from '@perennial/persistence';
import { CLOCK, ProblemError, type Clock } from '@perennial/service';
import { z } from 'zod';

import { statusOf } from '../domain/offer.js';
import { listOffers } from '../store/queries/list-offers.js';

const answer = z.object({
  offers: z.array(
    z.object({
      offerId: z.string().describe('Equals the `rewardId` of its message.'),
      campaignId: z.string(),
      kind: z.literal('discount'),
      value: z.object({ percent: z.number().describe('Percent off, 20 is 20 %.') }),
      code: z.string().describe('What the customer shows or types in to use it.'),
      validFrom: z.string().describe('Inclusive.'),
      validTo: z.string().describe('Exclusive: no longer valid from this instant on.'),
      status: z.enum(['open', 'expired']),
      reason: Reason,
    }),
  ),
});

@Controller('v1/members')
export class ListOffersRoute {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get(':id/offers')
  @ApiOperation({ summary: 'The offers a member was made, newest first. What a holdout withheld is not among them.' })
  @ApiOkResponse({ standardSchema: answer })
  @ApiNotFoundResponse({ description: '`UNKNOWN_MEMBER`: no accepted event has named the customer.' })
  async list(@Param('id', { schema: CustomerId }) customerId: string): Promise<z.output<typeof answer>> {
    const offers = await listOffers(this.db, customerId);
    if (!offers) {
      throw new ProblemError(404, 'UNKNOWN_MEMBER', 'No event that was accepted has named this customer.');
    }
    const now = this.clock();
    return {
      offers: offers.map((offer) => ({
        offerId: offer.offerId,
        campaignId: offer.campaignId,
        kind: offer.kind,
        value: offer.value,
        code: offer.code,
        validFrom: offer.validFrom.toISOString(),
        validTo: offer.validTo.toISOString(),
        status: statusOf(offer, now),
        reason: { rule: offer.campaignId, programmeVersion: offer.programmeVersion, text: offer.text },
      })),
    };
  }
}
