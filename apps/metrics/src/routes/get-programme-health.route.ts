import { Controller, Get, Inject, Query, type StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { Count } from '@perennial/contracts';
import { Database } from '@perennial/persistence';
import { csvTable, type CsvField } from '@perennial/service';
import { z } from 'zod';

import type { ProgrammeHealth } from '../domain/programme-health.js';
import { PERIODS } from '../domain/survey-window.js';
import { readProgrammeHealth, readProgrammePeriods, type HealthOfPeriod } from '../store/programme-health.js';
import { formatShape, inOrder, windowShape } from './survey-query.js';

const query = z
  .strictObject({ ...windowShape, ...formatShape, groupBy: z.enum(PERIODS).optional() })
  .superRefine(inOrder);

const points = z.number().describe('Whole points; above 2^53 rounded.');
const share = z.number().nullable();
const counts = z.object({ gift: Count, discount: Count, benefit: Count, experience: Count });

const shape = {
  issued: points.describe('Points given for facts. Days are those of the facts, also where they came late.'),
  redeemed: points.describe('Spent on rewards or as tender.'),
  reinstated: points.describe('Spent before, and given back.'),
  expired: points.describe('Less what was brought back.'),
  forgotten: points.describe('What was left of customers who were forgotten: breakage, too.'),
  clawedBack: points.describe('Taken back with what had earned them.'),
  adjusted: points.describe('By hand, or to correct what else came late: signed.'),
  transferred: points.describe('Between members, signed: 0 over all of them.'),
  outstanding: points.describe(
    'What members have at the end of the days: available, pending and reserved, less what they owe.',
  ),
  orders: Count.describe('Orders of customers placed in these days, without those cancelled or returned as a whole.'),
  pointsPerOrder: z.number().nullable().describe('The earn rate: issued / orders.'),
  redemptionRate: share.describe(
    '(redeemed - reinstated) / (issued - clawedBack), both of these days; null when that is 0. No share: points issued before are redeemed, too, so that it may be above 1.',
  ),
  breakageRate: share.describe(
    '(expired + forgotten) / (issued - clawedBack), both of these days: above 1 where more of before expires than is issued, below 0 where more expiry is taken back.',
  ),
  rewards: z.object({ ledger: counts, campaign: counts }).describe('Rewards that are no points, by who issued them.'),
  purchaseToReward: z
    .object({
      awards: Count.describe('Purchases whose first points are known to be published.'),
      p50Seconds: share,
      p99Seconds: share,
    })
    .describe(
      'From when Kafka got a purchase to when the ledger handed it the first points for it; by the day of the award. Times and days are those of the machines, also where the service was told another time (PERENNIAL_NOW). Not of purchases that Kafka had got more than 14 days before they were read. At most 9 % too long.',
    ),
};

const answer = z.object({
  ...shape,
  groups: z.array(z.object({ period: z.string(), ...shape })).optional(),
});

type Health = z.output<z.ZodObject<typeof shape>>;

const FIGURES = [
  ...['issued', 'redeemed', 'reinstated', 'expired', 'forgotten', 'clawedBack', 'adjusted', 'transferred'],
  ...['outstanding', 'orders', 'pointsPerOrder', 'redemptionRate', 'breakageRate'],
] as const satisfies readonly (keyof Health)[];
const REWARDS = (['ledger', 'campaign'] as const).flatMap((issuer) =>
  (['gift', 'discount', 'benefit', 'experience'] as const).map((kind) => ({ issuer, kind })),
);
const COLUMNS = [
  ...['period', ...FIGURES],
  ...[...REWARDS.map(({ issuer, kind }) => `${issuer}.${kind}`), 'awards', 'p50Seconds', 'p99Seconds'],
];

@Controller('v1/metrics/programme')
export class GetProgrammeHealthRoute {
  constructor(@Inject(Database) private readonly db: Database) {}

  @Get()
  @ApiOperation({
    summary: 'How the programme does: points issued, redeemed, broken and outstanding; how fast it pays.',
  })
  @ApiOkResponse({ standardSchema: answer })
  async get(
    @Query({ schema: query }) { from, to, groupBy, format }: z.output<typeof query>,
  ): Promise<z.output<typeof answer> | StreamableFile> {
    return this.db.snapshot(async (tx) => {
      const whole = await readProgrammeHealth(tx, { from, to });
      const groups = groupBy && (await readProgrammePeriods(tx, { from, to }, groupBy));
      if (format === 'csv')
        return csvTable('programme.csv', COLUMNS, (groups ?? [{ period: '', health: whole }]).map(rowOf));
      return {
        ...shown(whole),
        ...(groups && { groups: groups.map(({ period, health }) => ({ period, ...shown(health) })) }),
      };
    });
  }
}

function shown({ purchaseToReward: { awards, p50, p99 }, ...health }: ProgrammeHealth): Health {
  const { issued, redeemed, reinstated, expired, forgotten, clawedBack, adjusted, transferred, outstanding } = health;
  return {
    ...health,
    ...{ issued: Number(issued), redeemed: Number(redeemed), reinstated: Number(reinstated), expired: Number(expired) },
    ...{ forgotten: Number(forgotten), clawedBack: Number(clawedBack), adjusted: Number(adjusted) },
    ...{ transferred: Number(transferred), outstanding: Number(outstanding) },
    purchaseToReward: { awards, p50Seconds: p50, p99Seconds: p99 },
  };
}

/** A line of the table: what is nested has its columns. */
function rowOf({ period, health }: HealthOfPeriod): Record<string, CsvField> {
  const { awards, p50, p99 } = health.purchaseToReward;
  return {
    period,
    ...Object.fromEntries(FIGURES.map((figure) => [figure, health[figure]])),
    ...Object.fromEntries(REWARDS.map(({ issuer, kind }) => [`${issuer}.${kind}`, health.rewards[issuer][kind]])),
    ...{ awards, p50Seconds: p50, p99Seconds: p99 },
  };
}
