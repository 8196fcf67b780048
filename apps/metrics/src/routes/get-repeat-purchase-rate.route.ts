import { Controller, Get, Inject, Query, type StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiUnprocessableEntityResponse } from '@nestjs/swagger';
import { shareOf, type ShareWithInterval } from '@perennial/figures';
import { Database } from '@perennial/persistence';
import { csvTable, GROUPS_READ, notTooMany, TOO_MANY_GROUPS } from '@perennial/service';
import { z } from 'zod';

import { hiddenCurrencies } from '../store/hidden-currencies.js';
import { countRepeaters, type Repeaters } from '../store/queries/count-repeaters.js';
import { MINIMUM_N } from '../tokens.js';
import { named, retentionQuery, suppressed, type RetentionQuery } from './retention-query.js';

const share = z.number().min(0).max(1).nullable();
const told = {
  value: share.describe('Not rounded. Null when nobody bought, or it is suppressed.'),
  n: z.int().nullable().describe('Customers who bought on a day at least.'),
  low: share.describe('Of the interval of 95 %, by Wilson.'),
  high: share,
  suppressed: z.boolean().describe('Nothing is told, because it would be of fewer than `minimumN` customers.'),
};

const answer = z.object({
  from: z.string().nullable(),
  to: z.string().nullable(),
  minimumN: z.int(),
  ...told,
  groups: z
    .array(z.object({ group: z.string().nullable().describe('Null: not known.'), ...told }))
    .optional()
    .describe(
      'In alphabetical order. Each a window or a part by itself: of two days, one in each of two months, none is a repeat.',
    ),
});

interface Told extends ShareWithInterval {
  readonly group: string | null;
  readonly suppressed: boolean;
}

const COLUMNS = ['group', 'suppressed', 'value', 'n', 'low', 'high'] as const;
const HIDDEN = { value: null, n: null, low: null, high: null } as const;

@Controller('v1/metrics/repeat-purchase-rate')
export class GetRepeatPurchaseRateRoute {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(MINIMUM_N) private readonly minimumN: number,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'Who bought on two days or more of a window, of those who bought. It rises with the window.',
  })
  @ApiOkResponse({ standardSchema: answer })
  @ApiUnprocessableEntityResponse({ description: TOO_MANY_GROUPS })
  async get(
    @Query({ schema: retentionQuery }) { from, to, currency, groupBy, format }: RetentionQuery,
  ): Promise<z.output<typeof answer> | StreamableFile> {
    const wanted = { window: { from, to }, currency };
    const { whole, groups } = await this.db.snapshot(async (tx) => {
      const untold = currency !== undefined && (await hiddenCurrencies(tx, { from, to }, this.minimumN)).has(currency);
      const least = untold ? Infinity : this.minimumN;
      return {
        whole: toldGroups(await countRepeaters(tx, wanted, undefined, 1), least)[0] ?? NOBODY,
        groups:
          groupBy &&
          toldGroups(named(notTooMany(await countRepeaters(tx, wanted, groupBy, GROUPS_READ)), least), least),
      };
    });
    if (format === 'csv')
      return csvTable(
        'repeat-purchase-rate.csv',
        COLUMNS,
        (groups ?? [whole]).map(({ group, ...each }) => ({ group, ...shown(each) })),
      );
    const { group: _whole, ...figures } = whole;
    return {
      from: from ?? null,
      to: to ?? null,
      minimumN: this.minimumN,
      ...shown(figures),
      ...(groups && { groups: groups.map(({ group, ...each }) => ({ group, ...shown(each) })) }),
    };
  }
}

function toldGroups(groups: readonly Repeaters[], least: number): Told[] {
  return suppressed(groups, least).map(({ group, hidden }) => toldOf(group, hidden));
}

const NOBODY = toldOf({ group: null, customers: 0, alone: 0, repeated: 0 }, false);

function toldOf({ group, customers, repeated }: Repeaters, hidden: boolean): Told {
  return { group, suppressed: hidden, ...shareOf(repeated, customers) };
}

function shown({ suppressed: hidden, ...figures }: Omit<Told, 'group'>) {
  return { ...(hidden ? HIDDEN : figures), suppressed: hidden };
}
