import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { AmountMinor, Count, Currency, Points } from '@perennial/contracts';
import { Database } from '@perennial/persistence';
import { programmeAt, type CatalogueReward } from '@perennial/programme';
import { CLOCK, noQuery, type Clock } from '@perennial/service';
import { z } from 'zod';

import { monthOf } from '../domain/calendar.js';
import { ProgrammeStore } from '../programme/programme.store.js';
import { listTakenRewards, type TakenRewards } from '../store/queries/list-taken-rewards.js';

const answer = z.object({
  rewards: z.array(
    z.object({
      rewardId: z.string(),
      kind: z.enum(['gift', 'experience', 'discount', 'benefit']),
      text: z.string(),
      points: Points.describe('What one costs.'),
      choices: z.array(z.string()).optional().describe('Variants, of which a redemption names one.'),
      value: z
        .object({ amountMinor: AmountMinor, currency: Currency })
        .optional()
        .describe('Face value of the code of a discount.'),
      validDays: Count.optional().describe('Days of 24 hours the code is valid. Absent: no end.'),
      partnerId: z.string().optional().describe("The partner it is redeemed at. Absent: the programme's own."),
      stockLeft: Count.optional().describe('How many there are. Absent: no limit.'),
      slotsLeftThisMonth: Count.optional().describe(
        "Of this calendar month in the programme's time zone. Absent: no limit.",
      ),
    }),
  ),
});

@Controller('v1/rewards')
export class ListRewardsRoute {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(ProgrammeStore) private readonly programmes: ProgrammeStore,
  ) {}

  @Get()
  @ApiOperation({ summary: 'What points can be redeemed for now, and how many of it are left.' })
  @ApiOkResponse({ standardSchema: answer })
  async list(@Query({ schema: noQuery }) _query: z.output<typeof noQuery>): Promise<z.output<typeof answer>> {
    const now = this.clock().getTime();
    const { rewards, timeZone } = programmeAt(await this.programmes.inForce(this.db), now);
    const taken = await listTakenRewards(this.db, monthOf(now, timeZone));
    return { rewards: rewards.map((reward) => rewardJson(reward, taken)) };
  }
}

function rewardJson(reward: CatalogueReward, { inAll, inMonth }: TakenRewards) {
  const { id, kind, text, points, stock, redeemedAt } = reward;
  const left = (limit: number, taken: bigint = 0n) => Math.max(0, limit - Number(taken));
  return {
    rewardId: id,
    kind,
    text,
    points,
    ...(kind === 'gift' && reward.choices ? { choices: reward.choices } : {}),
    ...(kind === 'discount' ? { value: reward.value } : {}),
    ...(kind === 'discount' && reward.validDays !== undefined ? { validDays: reward.validDays } : {}),
    ...(redeemedAt === undefined ? {} : { partnerId: redeemedAt }),
    ...(stock === undefined ? {} : { stockLeft: left(stock, inAll.get(id)) }),
    ...(kind === 'experience' && reward.slotsPerMonth !== undefined
      ? { slotsLeftThisMonth: left(reward.slotsPerMonth, inMonth.get(id)) }
      : {}),
  };
}
