import { Controller, Get, Inject, Query, type StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { Count } from '@perennial/contracts';
import { Database } from '@perennial/persistence';
import { CLOCK, csvTable, wantedNumber, type Clock } from '@perennial/service';
import { z } from 'zod';

import { calendarDay, isoDate } from '../domain/calendar-day.js';
import { NPS_BANDS } from '../domain/nps.js';
import { returnsByBand } from '../domain/returns-by-band.js';
import { countReturnsByScore } from '../store/queries/count-returns-by-score.js';
import { MINIMUM_N, TIME_ZONE } from '../tokens.js';
import { formatShape, inOrder, windowShape } from './survey-query.js';

const query = z
  .strictObject({
    ...windowShape,
    ...formatShape,
    days: wantedNumber(730).default(90).describe('Within how many days after the answer they have to buy again.'),
  })
  .superRefine(inOrder);

const share = z.number().min(0).max(1).nullable();

const answer = z.object({
  from: z.string().nullable(),
  to: z.string().nullable(),
  days: z.int(),
  minimumN: z.int().describe('Fewest customers that are told of.'),
  bands: z.array(
    z.object({
      band: z.enum(NPS_BANDS).describe('By the first answer in these days: 9 and 10, 7 and 8, 0 to 6.'),
      value: share.describe('Share of those who bought again. Null when nobody can be told of.'),
      n: z.int().nullable().describe('Customers who had bought by then, and whose days are over.'),
      low: share.describe('Of the interval of 95 %, by Wilson.'),
      high: share,
      suppressed: z.boolean().describe('Nothing is told, because it would be of fewer than `minimumN` customers.'),
      notYetObserved: Count.nullable().describe(
        'Customers whose days are not over: they count nowhere. Null where it would tell of fewer than `minimumN`.',
      ),
    }),
  ),
  promotersOverDetractors: z
    .object({ value: z.number(), low: z.number(), high: z.number() })
    .nullable()
    .describe('By how much more promoters bought again, with its interval of 95 %. It need not be why.'),
});

const COLUMNS = ['band', 'suppressed', 'value', 'n', 'low', 'high', 'notYetObserved'] as const;

@Controller('v1/metrics/nps/repeat-purchase')
export class GetNpsRepeatPurchaseRoute {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(TIME_ZONE) private readonly timeZone: string,
    @Inject(MINIMUM_N) private readonly minimumN: number,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Whether promoters come back: who bought again after answering, by band of the NPS.' })
  @ApiOkResponse({ standardSchema: answer })
  async get(
    @Query({ schema: query }) { from, to, days, format }: z.output<typeof query>,
  ): Promise<z.output<typeof answer> | StreamableFile> {
    const today = isoDate(calendarDay(this.clock().getTime(), this.timeZone));
    const scores = await countReturnsByScore(this.db, { window: { from, to }, days, today });
    const { bands, promotersOverDetractors } = returnsByBand(scores, this.minimumN);
    const told = bands.map(({ band, share: shown, notYetObserved }) => ({
      band,
      ...(shown ?? { value: null, n: null, low: null, high: null }),
      suppressed: shown === undefined,
      notYetObserved: notYetObserved ?? null,
    }));
    if (format === 'csv') return csvTable('nps-repeat-purchase.csv', COLUMNS, told);
    return {
      from: from ?? null,
      to: to ?? null,
      days,
      minimumN: this.minimumN,
      bands: told,
      promotersOverDetractors,
    };
  }
}
