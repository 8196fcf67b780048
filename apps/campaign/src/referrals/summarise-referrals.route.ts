import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { Count } from '@perennial/contracts';
import { shareOf } from '@perennial/figures';
import { Database } from '@perennial/persistence';
import { CLOCK, wantedNumber, type Clock } from '@perennial/service';
import { z } from 'zod';

import type { CampaignSettings } from '../handlers/campaign-chunk.js';
import { CAMPAIGN_SETTINGS } from '../results/tokens.js';
import { daysShape, inOrder, periodOf } from '../routes/period-query.js';
import { allCohorts, spreadOf, type CohortSums, type InvitationCounts } from './domain/word-of-mouth.js';
import { countBroughtByCohort } from './queries/count-brought-by-cohort.js';
import { countGenerations } from './queries/count-generations.js';
import { countInvitations } from './queries/count-invitations.js';
import { GENERATIONS_MAX } from './queries/invitations.js';
import { readGraph } from './read-graph.js';

const query = z
  .strictObject({
    ...daysShape('invitations; of cohorts, of the first purchase'),
    windowDays: wantedNumber(365)
      .default(30)
      .describe('Within how many days of 24 hours a customer invites, and then a friend buys.'),
  })
  .superRefine(inOrder);

const told = z.number().nullable();
const Share = z.object({ value: told, n: Count, low: told, high: told });

const spreadShape = {
  customers: Count.describe('Customers who have had twice `windowDays`: to invite, and for their friends to buy.'),
  notYetObserved: Count.describe('Customers who have not: they count nowhere.'),
  advocates: Count.describe('Those who invited somebody within `windowDays` of their first purchase.'),
  invitations: Count,
  brought: Count.describe('Invitations that brought a customer within `windowDays`.'),
  invitationsPerCustomer: told.describe('Of all customers, those included who invited nobody.'),
  conversion: Share.describe('Share of the invitations that brought a customer, with the interval of Wilson.'),
  k: z
    .object({ value: z.number(), low: told, high: told })
    .nullable()
    .describe(
      'K-factor: customers whom one customer brought, invitations per customer times conversion. Null: of nobody.',
    ),
};

const answer = z.object({
  from: z.string().nullable(),
  to: z.string().nullable(),
  windowDays: z.int(),
  asOf: z.string(),
  invitations: z
    .object({
      invitations: Count.describe('Friends that customers named in these days, each once by each of them.'),
      advocates: Count.describe('Customers who named any.'),
      perAdvocate: told,
      joined: Count.describe('Friends who are customers by now.'),
      qualified: Count.describe('Friends for whom the ledger has given points, also those taken back since.'),
      reversed: Count.describe('Those for whom it took them back: they count as brought nowhere.'),
      conversion: Share.describe('Share that brought a customer within `windowDays`, of those whose days are over.'),
      notYetObserved: Count,
    })
    .describe('Of the invitations made in these days.'),
  cohorts: z
    .array(z.object({ cohort: z.string().describe('Month of the first purchase, YYYY-MM.'), ...spreadShape }))
    .describe('Customers whose first purchase was in these days, and whom they brought.'),
  spread: z.object(spreadShape).describe('Of all cohorts.'),
  generations: z
    .array(z.object({ generation: z.int(), customers: Count }))
    .describe('Customers invited in these days and brought, by how far they are from somebody whom nobody brought.'),
  beyond: Count.describe(
    `Those of them who are further down than ${GENERATIONS_MAX} generations, or brought themselves in a circle, or were brought by such.`,
  ),
});

@Controller('v1/referrals/summary')
export class SummariseReferralsRoute {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CAMPAIGN_SETTINGS) private readonly settings: CampaignSettings,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'How the word spreads: invitations, what became of them, the K-factor by cohort, and how deep it goes.',
    description:
      'Only invitations that were taken up are told of, and friends might have come without; below 1, K multiplies what else brings customers and does not replace it.',
  })
  @ApiOkResponse({ standardSchema: answer })
  async summarise(
    @Query({ schema: query }) { from, to, windowDays }: z.output<typeof query>,
  ): Promise<z.output<typeof answer>> {
    const { timeZone } = this.settings.programme;
    const now = this.clock();
    const period = periodOf({ from, to }, timeZone);
    const [invitations, cohorts, generations] = await readGraph(this.db, async (tx) => [
      await countInvitations(tx, period, { windowDays, now }),
      await countBroughtByCohort(tx, { from, to, windowDays, now, timeZone }),
      await countGenerations(tx, period),
    ]);
    return {
      ...{ from: from ?? null, to: to ?? null, windowDays, asOf: now.toISOString() },
      invitations: invitationsJson(invitations),
      cohorts: cohorts.map((cohort) => ({ cohort: cohort.cohort, ...spreadJson(cohort) })),
      spread: spreadJson(allCohorts(cohorts)),
      generations: generations.flatMap(({ generation, customers }) =>
        generation === null ? [] : [{ generation, customers }],
      ),
      beyond: generations.find(({ generation }) => generation === null)?.customers ?? 0,
    };
  }
}

function invitationsJson(counts: InvitationCounts): z.output<typeof answer>['invitations'] {
  const { invitations, advocates, joined, qualified, reversed, observed, converted } = counts;
  return {
    ...{ invitations, advocates, perAdvocate: advocates === 0 ? null : invitations / advocates },
    ...{ joined, qualified, reversed, conversion: shareOf(converted, observed) },
    notYetObserved: invitations - observed,
  };
}

function spreadJson(sums: CohortSums): z.output<typeof answer>['spread'] {
  const { customers, notYetObserved, advocates, invitations, brought } = sums;
  return { ...{ customers, notYetObserved, advocates, invitations, brought }, ...spreadOf(sums) };
}
