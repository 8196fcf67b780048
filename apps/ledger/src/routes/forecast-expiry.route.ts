import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { Database } from '@perennial/persistence';
import { programmeAt } from '@perennial/programme';
import { CLOCK, wantedNumber, type Clock } from '@perennial/service';
import { z } from 'zod';

import { monthRange, monthsFrom } from '../domain/calendar.js';
import { ProgrammeStore } from '../programme/programme.store.js';
import { forecastExpiry } from '../store/queries/forecast-expiry.js';

const query = z.strictObject({
  months: wantedNumber(120).default(12).describe('Calendar months, this one included.'),
});

const Gone = z.object({
  points: z.number().describe('Gone by a date of their own.'),
  members: z.int().describe('Whose they are.'),
  pointsIfInactive: z.number().describe('Gone if these members neither earn nor redeem anything before.'),
  membersIfInactive: z.int().describe('Whose those are.'),
});

const answer = z.object({
  asOf: z.string().describe("By the service's clock. What has expired by then is not in it."),
  timeZone: z.string().describe("The programme's: of the months."),
  months: z
    .array(Gone.extend({ month: z.string().describe('In which they are gone, such as 2027-03.') }))
    .describe('Available and pending points of all members, as they are now. The current month is what is left of it.'),
  later: Gone.describe('After the last of the months.'),
  never: Gone.pick({ points: true, members: true }).describe('Points that do not expire.'),
  pointsReserved: z.number().describe('Held for carts, and in none of the above: redeemed, or back in their lots.'),
});

@Controller('v1/ledger/expiry-forecast')
export class ForecastExpiryRoute {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(ProgrammeStore) private readonly programmes: ProgrammeStore,
  ) {}

  @Get()
  @ApiOperation({ summary: 'What of all points expires in which month, if nothing more is earned or redeemed.' })
  @ApiOkResponse({ standardSchema: answer })
  async forecast(
    @Query({ schema: query }) { months: count }: z.output<typeof query>,
  ): Promise<z.output<typeof answer>> {
    const now = this.clock();
    const { timeZone } = programmeAt(await this.programmes.inForce(this.db), now.getTime());
    const months = monthsFrom(now.getTime(), count, timeZone);
    const until = new Date(monthRange(months.at(-1) ?? '', timeZone).until);
    const { expiring, reserved } = await forecastExpiry(this.db, { now, until, timeZone });
    const goneIn = (period: string) => {
      const of = (inactive: boolean) => expiring.find((each) => each.period === period && each.ifInactive === inactive);
      const [dated, idle] = [of(false), of(true)];
      return {
        points: dated?.points ?? 0,
        members: dated?.members ?? 0,
        pointsIfInactive: idle?.points ?? 0,
        membersIfInactive: idle?.members ?? 0,
      };
    };
    const { points, members } = goneIn('never');
    return {
      asOf: now.toISOString(),
      timeZone,
      months: months.map((month) => ({ month, ...goneIn(month) })),
      later: goneIn('later'),
      never: { points, members },
      pointsReserved: reserved,
    };
  }
}
