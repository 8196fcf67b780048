import { Controller, Get, Inject, Query, type StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiUnprocessableEntityResponse } from '@nestjs/swagger';
import { Currency } from '@perennial/contracts';
import { Database } from '@perennial/persistence';
import { CLOCK, csvTable, type Clock, GROUPS_READ, notTooMany, TOO_MANY_GROUPS } from '@perennial/service';
import { z } from 'zod';

import { calendarDay, isoDate } from '../domain/calendar-day.js';
import { readChurn, type ChurnOfCurrency } from '../store/read-churn.js';
import { MINIMUM_N, TIME_ZONE } from '../tokens.js';
import { churnFigures, dropoutIdentified, MODEL } from './churn-words.js';
import {
  acquiredShape,
  currencyShape,
  customerGroupShape,
  namedByCurrency,
  suppressedByCurrency,
} from './retention-query.js';
import { formatShape, inOrder } from './survey-query.js';
import { acquiredAnswer } from './value-words.js';

const query = z
  .strictObject({
    ...acquiredShape,
    ...currencyShape,
    ...formatShape,
    ...customerGroupShape,
  })
  .superRefine(inOrder);

const { customers, mean, expectedLost, likelyLost } = churnFigures;
const shape = {
  currency: Currency,
  suppressed: z.boolean().describe('Nothing is told, because it would be of fewer than `minimumN` customers.'),
  customers: customers.nullable(),
  mean: mean.nullable(),
  expectedLost: expectedLost.nullable(),
  likelyLost: likelyLost.nullable(),
  model: z.literal(MODEL),
  version: z.string().describe('Of the model.'),
  dropoutIdentified,
};
const COLUMNS = ['group', ...(Object.keys(shape) as (keyof typeof shape)[])] as const;

const answer = z.object({
  asOf: z.string().describe('Today: the day that ages, tiers and campaigns are of.'),
  ...acquiredAnswer,
  minimumN: z.int(),
  currencies: z.array(z.object(shape)).describe('Absent for currencies without a model: silence alone is no churn.'),
  groups: z
    .array(z.object({ group: z.string().nullable().describe('Null: not known, or none.'), ...shape }))
    .optional(),
});

type Told = z.output<z.ZodObject<typeof shape>> & { readonly group: string | null };

@Controller('v1/metrics/churn')
export class GetChurnRoute {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(TIME_ZONE) private readonly timeZone: string,
    @Inject(MINIMUM_N) private readonly minimumN: number,
  ) {}

  @Get()
  @ApiOperation({ summary: 'The risk that customers have given up, as of today, by group.' })
  @ApiOkResponse({ standardSchema: answer })
  @ApiUnprocessableEntityResponse({ description: TOO_MANY_GROUPS })
  async get(
    @Query({ schema: query }) { from, to, currency, groupBy, format }: z.output<typeof query>,
  ): Promise<z.output<typeof answer> | StreamableFile> {
    const today = isoDate(calendarDay(this.clock().getTime(), this.timeZone));
    const wanted = { window: { from, to }, currency, today };
    const { currencies, groups } = await this.db.snapshot(async (tx) => {
      const counted = groupBy && notTooMany(await readChurn(tx, wanted, groupBy, GROUPS_READ));
      return {
        currencies: this.told(await readChurn(tx, wanted, undefined, GROUPS_READ)),
        groups: counted && this.told(namedByCurrency(counted, this.minimumN)),
      };
    });
    if (format === 'csv') return csvTable('churn.csv', COLUMNS, groups ?? currencies);
    return {
      ...{ asOf: today, from: from ?? null, to: to ?? null, minimumN: this.minimumN },
      currencies: currencies.map(({ group: _whole, ...figures }) => figures),
      ...(groups && { groups }),
    };
  }

  private told(risks: readonly ChurnOfCurrency[]): Told[] {
    return suppressedByCurrency(risks, this.minimumN).map(({ group: { alone: _alone, ...risk }, hidden }) => ({
      ...risk,
      ...(hidden && { customers: null, mean: null, expectedLost: null, likelyLost: null }),
      ...{ suppressed: hidden, model: MODEL },
    }));
  }
}
