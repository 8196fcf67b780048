import { Controller, Get, Inject, Query, type StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiUnprocessableEntityResponse } from '@nestjs/swagger';
import { Count } from '@perennial/contracts';
import { areEnough, hiddenParts, meanOf, shareOf } from '@perennial/figures';
import { Database } from '@perennial/persistence';
import {
  CLOCK,
  wantedNumber,
  type Clock,
  GROUPS_MAX,
  GROUPS_READ,
  tooManyGroups,
  TOO_MANY_GROUPS,
} from '@perennial/service';
import { z } from 'zod';

import { calendarDay, dayOfIso, isoDate } from '../domain/calendar-day.js';
import { countAnsweredOrders } from '../store/queries/count-answered-orders.js';
import { countPerCustomer } from '../store/queries/count-per-customer.js';
import { countResponses } from '../store/queries/count-responses.js';
import { summariseSurveys, type SurveySummary } from '../store/queries/summarise-surveys.js';
import { MINIMUM_N, TIME_ZONE } from '../tokens.js';
import { ANSWER_DAYS, responseShape, toldResponses } from './get-response-rate.route.js';
import { surveyCsv } from './survey-csv.js';
import { formatShape, inOrder, windowShape } from './survey-query.js';

/** Whoever answered, or was asked, as often or more often is counted together. */
const TIMES_MOST = 10;

/** Days in which invitations are counted against a cap. */
const CONTACT_DAYS = 30;

const query = z
  .strictObject({
    ...windowShape,
    ...formatShape,
    cap: wantedNumber(TIMES_MOST - 1)
      .default(2)
      .describe(`How often somebody may be asked within ${CONTACT_DAYS} days: contacts says who was asked more often.`),
  })
  .superRefine(inOrder);

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
        .describe(
          'Null where there are more than 20 different scores, or where fewer than `minimumN` answers have one that is no whole number from 0 to 10: it may be a number of somebody alone.',
        ),
      suppressed: z.boolean().describe('Nothing is told, because it would be of fewer than `minimumN` answers.'),
    }),
  ),
  customers: z
    .array(z.object({ answers: z.int(), customers: Count }))
    .nullable()
    .describe(
      `How many customers gave how many answers, to all surveys; ${TIMES_MOST} stands for that many and more. Null where it would be of fewer than \`minimumN\` customers, or tell with the other surveys how many answered one that is hidden.`,
    ),
  answeredOrders: z
    .object({ value: share, n: count, low: share, high: share })
    .describe(
      'Of the orders placed in these days, those that an answer names. Null of fewer than `minimumN` orders: it would tell who answered. No response rate: nobody may have been asked, and the latest orders may still be answered.',
    ),
  responses: z
    .array(z.object({ survey: z.string(), ...responseShape }))
    .describe(
      `Who was invited to each survey in these days, and answered within ${ANSWER_DAYS} days. Empty where no invitations are told of.`,
    ),
  contacts: z
    .object({
      from: z.string(),
      to: z.string(),
      cap: z.int(),
      value: share.describe('Share of those who were invited more than `cap` times, to whatever surveys.'),
      n: Count.describe('Customers who were invited.'),
      low: share,
      high: share,
      customers: z.array(z.object({ invitations: z.int(), customers: Count })),
    })
    .describe(`How often customers were invited in the ${CONTACT_DAYS} days up to \`to\`, or to today.`),
});

type Answer = z.output<typeof answer>;

const NOT_TOLD: Answer['answeredOrders'] = { value: null, n: null, low: null, high: null };

/** The longest scale that everybody knows: a score on it is nobody's alone. */
const SCALE_TO = 10;

@Controller('v1/metrics/surveys')
export class SummariseSurveysRoute {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(TIME_ZONE) private readonly timeZone: string,
    @Inject(MINIMUM_N) private readonly minimumN: number,
  ) {}

  @Get()
  @ApiOperation({ summary: 'All surveys that were answered, how often customers answered, and which orders were.' })
  @ApiOkResponse({ standardSchema: answer })
  @ApiUnprocessableEntityResponse({ description: TOO_MANY_GROUPS })
  async summarise(
    @Query({ schema: query }) { cap, format, ...window }: z.output<typeof query>,
  ): Promise<Answer | StreamableFile> {
    const wanted = { window, days: ANSWER_DAYS, now: this.clock() };
    const [surveys, customers, { orders, answered }, responses, contacts] = await Promise.all([
      summariseSurveys(this.db, window, GROUPS_READ),
      countPerCustomer(this.db, 'survey_answer', window, TIMES_MOST),
      countAnsweredOrders(this.db, window, this.timeZone),
      countResponses(this.db, wanted, 'survey', GROUPS_READ),
      this.contacts(window.to, cap),
    ]);
    if (surveys.length > GROUPS_MAX || responses.length > GROUPS_MAX) throw tooManyGroups();
    const told = surveys.map((survey) => summaryJson(survey, this.minimumN));
    const toldOfAsked = toldResponses(responses, this.minimumN).map(({ group, ...each }) => ({
      survey: group ?? '',
      ...each,
    }));
    if (format === 'csv') return surveyCsv(told, toldOfAsked);
    return {
      ...{ from: window.from ?? null, to: window.to ?? null, minimumN: this.minimumN, surveys: told },
      customers: this.isToldOfAll(surveys, customers)
        ? customers.map(({ times, customers: n }) => ({ answers: times, customers: n }))
        : null,
      answeredOrders: orders > 0 && orders < this.minimumN ? NOT_TOLD : shareOf(answered, orders),
      responses: toldOfAsked,
      contacts,
    };
  }

  /**
   * The answers to all surveys, less those of the surveys that are told of, are those of the hidden ones: of enough people for so
   * many surveys, or of nobody.
   */
  private isToldOfAll(
    surveys: readonly Pick<SurveySummary, 'n' | 'alone'>[],
    customers: Awaited<ReturnType<typeof countPerCustomer>>,
  ): boolean {
    const everybody = customers.reduce((sum, each) => sum + each.customers, 0);
    const hidden = [...hiddenParts(surveys, this.minimumN)];
    return (
      (everybody === 0 || areEnough(everybody, hidden.length, this.minimumN)) &&
      hidden.every(({ n }) => n < this.minimumN)
    );
  }

  private async contacts(until: string | undefined, cap: number): Promise<Answer['contacts']> {
    const today = isoDate(calendarDay(this.clock().getTime(), this.timeZone));
    const to = until === undefined || until > today ? today : until;
    const from = isoDate(dayOfIso(to) - CONTACT_DAYS + 1);
    const counts = await countPerCustomer(this.db, 'survey_invitation', { from, to }, TIMES_MOST);
    const sum = (of: typeof counts) => of.reduce((total, { customers }) => total + customers, 0);
    return {
      ...{ from, to, cap, ...shareOf(sum(counts.filter(({ times }) => times > cap)), sum(counts)) },
      customers: counts.map(({ times, customers }) => ({ invitations: times, customers })),
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
  const isToldOfEach = distribution?.every(({ score, answers: gaveIt }) => isOnScale(score) || gaveIt >= minimumN);
  const told = distribution && isToldOfEach ? distribution.map((each) => ({ ...each })) : null;
  return { survey, answers, anonymous, n, ...meanOf(mean, deviation, n), distribution: told, suppressed: false };
}

function isOnScale(score: number): boolean {
  return Number.isInteger(score) && score >= 0 && score <= SCALE_TO;
}
