import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiUnprocessableEntityResponse } from '@nestjs/swagger';
import { Count } from '@perennial/contracts';
import { Database } from '@perennial/persistence';
import { z } from 'zod';

import { meanOf } from '../domain/mean-interval.js';
import { shareOf } from '../domain/wilson-interval.js';
import { countAnsweredOrders } from '../store/queries/count-answered-orders.js';
import { countAnswersPerCustomer } from '../store/queries/count-answers-per-customer.js';
import { summariseSurveys, type SurveySummary } from '../store/queries/summarise-surveys.js';
import { MINIMUM_N, TIME_ZONE } from '../tokens.js';
import { GROUPS_MAX, inOrder, tooManyGroups, TOO_MANY_GROUPS, windowShape } from './survey-query.js';

/** Whoever answered as often or more often is counted together. */
const ANSWERS_MOST = 10;

const query = z.strictObject(windowShape).superRefine(inOrder);

const count = z.int().nullable();
const number = z.number().nullable();
const share = z.number().min(0).max(1).nullable();

const answer = z.object({
  from: z.string().nullable(),
  to: z.string().nullable(),
  minimumN: z.int().describe('Fewest answers that are told of.'),
  surveys: z.array(
    z.object({
      survey: z.string(),
      answers: count.describe('All of them.'),
      anonymous: count,
      n: count.describe('Those that count: the latest of everybody, and every anonymous one.'),
      value: number.describe('Mean of the scores that count.'),
      low: number.describe('Of the interval of 95 %: mean ± 1.96 s / √n.'),
      high: number,
      distribution: z
        .array(z.object({ score: z.number(), answers: Count }))
        .nullable()
        .describe('Null where there are more than 20 different scores.'),
      suppressed: z.boolean().describe('Nothing is told, because it would be of fewer than `minimumN` answers.'),
    }),
  ),
  customers: z
    .array(z.object({ answers: z.int(), customers: Count }))
    .describe(
      `How many customers gave how many answers, to all surveys; ${ANSWERS_MOST} stands for that many and more.`,
    ),
  answeredOrders: z
    .object({ value: share, n: Count, low: share, high: share })
    .describe(
      'Of the orders placed in these days, those that an answer names. No response rate: who was asked is not known, and the latest orders may still be answered.',
    ),
});

type Answer = z.output<typeof answer>;

@Controller('v1/metrics/surveys')
export class SummariseSurveysRoute {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(TIME_ZONE) private readonly timeZone: string,
    @Inject(MINIMUM_N) private readonly minimumN: number,
  ) {}

  @Get()
  @ApiOperation({ summary: 'All surveys that were answered, how often customers answered, and which orders were.' })
  @ApiOkResponse({ standardSchema: answer })
  @ApiUnprocessableEntityResponse({ description: TOO_MANY_GROUPS })
  async summarise(@Query({ schema: query }) window: z.output<typeof query>): Promise<Answer> {
    const [surveys, customers, { orders, answered }] = await Promise.all([
      summariseSurveys(this.db, window, GROUPS_MAX + 1),
      countAnswersPerCustomer(this.db, window, ANSWERS_MOST),
      countAnsweredOrders(this.db, window, this.timeZone),
    ]);
    if (surveys.length > GROUPS_MAX) throw tooManyGroups();
    return {
      from: window.from ?? null,
      to: window.to ?? null,
      minimumN: this.minimumN,
      surveys: surveys.map((survey) => summaryJson(survey, this.minimumN)),
      customers,
      answeredOrders: shareOf(answered, orders),
    };
  }
}

function summaryJson(
  { survey, answers, anonymous, n, mean, deviation, distribution }: SurveySummary,
  minimumN: number,
): Answer['surveys'][number] {
  if (n < minimumN) {
    const nothing = { answers: null, anonymous: null, n: null, value: null, low: null, high: null, distribution: null };
    return { survey, ...nothing, suppressed: true };
  }
  const told = distribution && distribution.map((each) => ({ ...each }));
  return { survey, answers, anonymous, n, ...meanOf(mean, deviation, n), distribution: told, suppressed: false };
}
