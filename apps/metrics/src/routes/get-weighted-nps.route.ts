import { Controller, Get, Inject, Query, type StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiUnprocessableEntityResponse } from '@nestjs/swagger';
import { Database } from '@perennial/persistence';
import {
  CLOCK,
  csvTable,
  GROUPS_MAX,
  tooManyGroups,
  TOO_MANY_GROUPS,
  wantedNumber,
  type Clock,
} from '@perennial/service';
import { z } from 'zod';

import { npsOf, type Nps } from '../domain/nps.js';
import type { ScoreCounts } from '../domain/score-counts.js';
import { weightedNps, type AskedGroup } from '../domain/weighted-nps.js';
import { areHiddenAnswers } from '../store/is-hidden-part.js';
import { countAsked } from '../store/queries/count-asked.js';
import { countScores } from '../store/queries/count-scores.js';
import { MINIMUM_N } from '../tokens.js';
import { ANSWER_DAYS } from './get-response-rate.route.js';
import { answersShape, formatShape, GroupBy, inOrder } from './survey-query.js';

/** What puts every customer into one group, and is known whether or not they answer. */
const WEIGHTING: ReadonlySet<string> = new Set(['tier', 'channel', 'country', 'attribute']);
/** 0 to 10, and no answer. */
const ROWS_OF_A_GROUP = 12;

const query = z
  .strictObject({
    ...answersShape,
    ...formatShape,
    days: wantedNumber(90).default(ANSWER_DAYS).describe('Answers within so many times 24 hours count.'),
    by: GroupBy.refine(({ by }) => WEIGHTING.has(by), {
      error: 'must be one of tier, channel, country, or attribute:NAME',
    }).describe('tier, channel (of the order), country, or attribute:NAME: of the first invitation of everybody.'),
  })
  .superRefine(inOrder);

const points = z.number().min(-100).max(100);
const figure = z
  .object({ value: points.nullable(), n: z.int(), low: points.nullable(), high: points.nullable() })
  .nullable()
  .describe(
    'With its interval of 95 %. Null: suppressed, it would be of fewer than `minimumN` answers, or tell as few by what it has more than the other.',
  );

const answer = z.object({
  from: z.string().nullable(),
  to: z.string().nullable(),
  days: z.int(),
  minimumN: z.int(),
  plain: figure.describe('The NPS: of everybody who answered, invited or not, as `/v1/metrics/nps` has it.'),
  respondents: figure.describe('Of those only who were invited in these days and answered in time.'),
  weighted: z
    .object({
      value: points,
      low: points,
      high: points,
      effectiveN: z.number().describe('So many answers that all weigh alike would be worth as much.'),
      classes: z.array(
        z.object({
          groups: z.array(z.string().nullable()).describe('Several: too few answers in each. Null: not known.'),
          invited: z.int(),
          answered: z.int(),
          responseRate: z.number(),
          weight: z.number().describe('Its share of everybody invited.'),
          value: points,
        }),
      ),
    })
    .nullable()
    .describe(
      'The same answers, each group as its share of those invited. Null: fewer than two groups have enough answers.',
    ),
});

type Answer = z.output<typeof answer>;

const COLUMNS = [
  ...(['figure', 'groups', 'value', 'n', 'low', 'high', 'effectiveN'] as const),
  ...(['invited', 'answered', 'responseRate', 'weight'] as const),
];

@Controller('v1/metrics/nps/weighted')
export class GetWeightedNpsRoute {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(MINIMUM_N) private readonly minimumN: number,
  ) {}

  @Get()
  @ApiOperation({ summary: 'The net promoter score beside itself weighted for who did not answer.' })
  @ApiOkResponse({ standardSchema: answer })
  @ApiUnprocessableEntityResponse({ description: TOO_MANY_GROUPS })
  async get(@Query({ schema: query }) asked: z.output<typeof query>): Promise<Answer | StreamableFile> {
    const { from, to, touchpoint, location: locationId, days, by, format } = asked;
    const wanted = { survey: 'nps', window: { from, to }, touchpoint, locationId };
    const all = await countScores(this.db, wanted);
    const limit = GROUPS_MAX * ROWS_OF_A_GROUP + 1;
    const groups = await countAsked(this.db, { ...wanted, days, now: this.clock() }, by, limit);
    if (groups.length > GROUPS_MAX) throw tooManyGroups();
    const least = (await areHiddenAnswers(this.db, wanted, this.minimumN)) ? Infinity : this.minimumN;
    const weighted = weightedNps(groups, least);
    const classes = weighted?.classes.map((each) => ({
      ...each,
      groups: [...each.groups],
      responseRate: each.answered / each.invited,
    }));
    const [plain, respondents] = [npsOf(all), npsOf(allScores(groups))];
    // Who answered without being asked, or late, is what one is more than the other.
    const others = Math.abs(plain.n - respondents.n);
    const told = {
      ...{ from: from ?? null, to: to ?? null, days, minimumN: this.minimumN },
      plain: others > 0 && others < this.minimumN ? null : toldOf(plain, least),
      respondents: toldOf(respondents, least),
      weighted: weighted && classes ? { ...weighted, classes } : null,
    };
    return format === 'csv' ? csvTable('nps-weighted.csv', COLUMNS, rowsOf(told)) : told;
  }
}

function toldOf({ value, n, low, high }: Nps, least: number): z.output<typeof figure> {
  return n > 0 && n < least ? null : { value, n, low, high };
}

const NO_CELLS = Object.fromEntries(COLUMNS.map((column) => [column, null])) as Record<(typeof COLUMNS)[number], null>;

/** A line for each figure, and one for each class of groups that weigh alike; several groups of a class stand in one cell. */
function rowsOf({ plain, respondents, weighted }: Answer) {
  return [
    { ...NO_CELLS, ...plain, figure: 'plain' },
    { ...NO_CELLS, ...respondents, figure: 'respondents' },
    ...(weighted ? [{ ...NO_CELLS, ...cellsOf(weighted), figure: 'weighted' }, ...weighted.classes.map(classRow)] : []),
  ];
}

function cellsOf({ value, low, high, effectiveN }: NonNullable<Answer['weighted']>) {
  return { value, low, high, effectiveN };
}

function classRow({ groups, ...cells }: NonNullable<Answer['weighted']>['classes'][number]) {
  return { ...NO_CELLS, ...cells, figure: 'class', groups: groups.map((group) => group ?? '').join('; ') };
}

function allScores(groups: readonly AskedGroup[]): ScoreCounts {
  const scores = new Map<number, number>();
  for (const group of groups)
    for (const [score, answers] of group.scores) scores.set(score, (scores.get(score) ?? 0) + answers);
  return scores;
}
