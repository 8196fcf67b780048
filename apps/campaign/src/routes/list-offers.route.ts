import { Controller, Get, Inject, Param } from '@nestjs/common';
import { ApiNotFoundResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { CustomerId, Reason } from '@perennial/contracts';
import { Database } from '@perennial/persistence';
import { CLOCK, type Clock } from '@perennial/service';
import { z } from 'zod';

import type { CodeVault } from '../codes/code-vault.js';
import { CODE_VAULT } from '../codes/tokens.js';
import { statusOf } from '../domain/offer.js';
import { isTaken } from '../slots/domain/place.js';
import { listOffers, type ListedOffer } from '../store/queries/list-offers.js';
import { unknownMember } from './unknown-member.js';

const Offer = z.object({
  offerId: z.string().describe('Equals the `rewardId` of its message.'),
  campaignId: z.string(),
  kind: z.enum(['discount', 'points', 'gift', 'benefit', 'experience']),
  value: z
    .union([
      z.object({
        percent: z.number().describe('Percent off, 20 is 20 %.'),
        atMost: z
          .object({ amountMinor: z.int().describe('Whole minor units.'), currency: z.string() })
          .optional()
          .describe('The most the code takes off, of orders in this currency only. Absent: no bound.'),
      }),
      z.object({ amountMinor: z.int().describe('Whole minor units.'), currency: z.string() }),
      z.object({
        freeShipping: z.literal(true),
        atMost: z.object({ amountMinor: z.int().describe('Whole minor units.'), currency: z.string() }).optional(),
      }),
      z.object({ points: z.int().describe('Whole points; the ledger has them.') }),
      z.object({
        factorPercent: z.int().describe('Base points of the next order count so often: 200 is double.'),
        pointsMax: z.int().describe('Whole points that this gives at most.'),
      }),
    ])
    .optional()
    .describe('Face value of a discount; the points; how a benefit multiplies those of the next order.'),
  scope: z
    .object({ categories: z.array(z.string()) })
    .optional()
    .describe('What a discount may be used on. Absent: everything.'),
  rewardRef: z.string().optional().describe('Which gift, benefit or experience.'),
  choice: z.string().optional().describe('The variant.'),
  note: z.string().optional().describe('Text to go with a gift.'),
  choices: z.array(z.string()).optional().describe('Variants, of which the member may still choose one.'),
  noteMax: z.int().optional().describe('Characters of the note that the member may still write.'),
  code: z.string().optional().describe('What the customer shows or types in to use it.'),
  place: z
    .object({
      slot: z.string(),
      at: z.string().describe('When the slot begins.'),
      status: z.enum(['reserved', 'confirmed']),
      until: z.string().optional().describe('Of one that is reserved: held until then.'),
    })
    .optional()
    .describe('Of an experience: the place that the member has in a slot.'),
  validFrom: z.string().describe('Inclusive.'),
  validTo: z.string().optional().describe('Exclusive: no longer valid from this instant on. Absent: no end.'),
  status: z
    .enum(['open', 'redeemed', 'expired'])
    .describe(
      'redeemed: an order uses it, it multiplied the points of one, or its place is confirmed; when that is undone, it is open again or expired, but one that multiplied stays redeemed. Points are redeemed as soon as they are given.',
    ),
  reason: Reason,
});

const answer = z.object({ offers: z.array(Offer) });

@Controller('v1/members')
export class ListOffersRoute {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CODE_VAULT) private readonly vault: CodeVault,
  ) {}

  @Get(':id/offers')
  @ApiOperation({ summary: 'The offers a member was made, newest first. What was withheld is not among them.' })
  @ApiOkResponse({ standardSchema: answer })
  @ApiNotFoundResponse({ description: '`UNKNOWN_MEMBER`: no accepted event has named the customer.' })
  async list(@Param('id', { schema: CustomerId }) customerId: string): Promise<z.output<typeof answer>> {
    const offers = await listOffers(this.db, customerId, this.vault);
    if (!offers) throw unknownMember();
    const now = this.clock();
    return { offers: offers.map((offer) => shown(offer, now)) };
  }
}

function placeShown({ place }: ListedOffer, now: Date): Pick<z.output<typeof Offer>, 'place'> {
  if (!place || !isTaken(place, now) || place.state === 'cancelled') return {};
  const { slot, startsAt, state: status, until } = place;
  const held = status === 'reserved' ? { until: until.toISOString() } : {};
  return { place: { slot, at: startsAt.toISOString(), status, ...held } };
}

function shown(offer: ListedOffer, now: Date): z.output<typeof Offer> {
  const {
    offerId,
    campaignId,
    kind,
    value,
    scope,
    thing,
    choice,
    note,
    choices,
    noteMax,
    chosenAt,
    code,
    validFrom,
    validTo,
    ended,
  } = offer;
  return {
    ...{ offerId, campaignId, kind },
    ...(value && { value }),
    ...(scope && { scope: { categories: [...scope.categories] } }),
    ...(thing !== undefined && { rewardRef: thing }),
    ...(choice !== undefined && { choice }),
    ...(note !== undefined && { note }),
    ...(choices && !chosenAt && { choices: [...choices] }),
    ...(noteMax !== undefined && !chosenAt && { noteMax }),
    ...(code !== undefined && { code }),
    ...placeShown(offer, now),
    validFrom: validFrom.toISOString(),
    ...(validTo && { validTo: validTo.toISOString() }),
    status: offer.isUsed ? 'redeemed' : (ended ?? statusOf(offer, now)),
    reason: { rule: campaignId, programmeVersion: offer.programmeVersion, text: offer.text },
  };
}
