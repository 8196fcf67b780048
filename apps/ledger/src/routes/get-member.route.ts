import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiNotFoundResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { CustomerId, Instant, parseInstant, Points } from '@perennial/contracts';
import { Database } from '@perennial/persistence';
import type { Programme } from '@perennial/programme';
import { CLOCK, type Clock } from '@perennial/service';
import { z } from 'zod';

import { balanceOf } from '../domain/points-message.js';
import { PROGRAMME } from '../programme.token.js';
import { readMemberAsOf } from '../store/read-member-as-of.js';
import { unknownMember } from './unknown-member.js';

const answer = z.object({
  customerId: z.string(),
  balance: z.object({ available: Points, pending: Points, reserved: Points, debt: Points }),
  earned: Points.describe('Points ever awarded, as the facts stand now, whatever order they arrived in.'),
  redeemed: Points,
  expired: Points,
  clawedBack: Points.describe('Points taken back because what earned them was taken back.'),
  lots: z
    .array(
      z.object({
        points: Points,
        availableAt: z.string().describe('Can be spent from this instant on.'),
        expiresAt: z.string().optional().describe('Gone from this instant on; absent: never.'),
      }),
    )
    .describe('The points in the wallet by what they were earned with, soonest to expire first.'),
  asOf: z.string().describe('Facts after this instant are not counted yet.'),
});

const query = z.strictObject({
  asOf: Instant.optional().describe('Facts after this instant are left out; absent: now.'),
  by: z.literal('event').optional().describe('Facts count from when they happened, whenever they became known.'),
});

@Controller('v1/members')
export class GetMemberRoute {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(PROGRAMME) private readonly programme: Programme,
  ) {}

  @Get(':id')
  @ApiOperation({ summary: 'What a member has now, and how it came about.' })
  @ApiOkResponse({ standardSchema: answer })
  @ApiNotFoundResponse({ description: '`UNKNOWN_MEMBER`: no accepted event has named the customer.' })
  async get(
    @Param('id', { schema: CustomerId }) customerId: string,
    @Query({ schema: query }) { asOf: wanted }: z.output<typeof query>,
  ): Promise<z.output<typeof answer>> {
    const asOf = wanted === undefined ? this.clock() : new Date(parseInstant(wanted) ?? NaN);
    const wallet = await readMemberAsOf(this.db, this.programme, customerId, asOf);
    if (!wallet) throw unknownMember();
    return {
      customerId,
      balance: balanceOf(wallet.available),
      earned: Number(wallet.earned),
      redeemed: 0,
      expired: 0,
      clawedBack: Number(wallet.clawedBack),
      lots: wallet.lots.map(({ points, availableAt, expiresAt }) => ({
        points: Number(points),
        availableAt: availableAt.toISOString(),
        ...(expiresAt ? { expiresAt: expiresAt.toISOString() } : {}),
      })),
      asOf: asOf.toISOString(),
    };
  }
}
