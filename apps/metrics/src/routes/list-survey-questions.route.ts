import { Controller, Get, Inject, Param, Query, type StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiUnprocessableEntityResponse } from '@nestjs/swagger';
import { Count, Word } from '@perennial/contracts';
import { Database } from '@perennial/persistence';
import { csvTable, GROUPS_MAX, GROUPS_READ, tooManyGroups, TOO_MANY_GROUPS } from '@perennial/service';
import { z } from 'zod';

import { questionReport, type ReportedQuestion } from '../domain/question-report.js';
import { areHiddenAnswers } from '../store/is-hidden-part.js';
import { countChoices } from '../store/queries/count-choices.js';
import { MINIMUM_N } from '../tokens.js';
import { answersShape, formatShape, inOrder } from './survey-query.js';

const query = z.strictObject({ ...answersShape, ...formatShape }).superRefine(inOrder);

const share = z.number().min(0).max(1).nullable();

const answer = z.object({
  survey: z.string(),
  from: z.string().nullable(),
  to: z.string().nullable(),
  minimumN: z.int().describe('Fewest answers that are told of.'),
  questions: z.array(
    z.object({
      question: z.string(),
      value: share.describe('Share of 4 and 5. Null where not all answers are whole numbers from 1 to 5.'),
      low: share.describe('Of the interval of 95 %, by Wilson.'),
      high: share,
      n: z.int().nullable().describe('The latest answer of everybody to the question, and every anonymous one.'),
      choices: z
        .array(z.object({ choice: z.union([z.string(), z.number(), z.boolean()]).nullable(), answers: Count }))
        .nullable()
        .describe(
          'Most frequent first. Of a scale of 1 to 5 all; else null, last: what fewer than `minimumN` gave, together, and the next frequent ones where these would be fewer than that.',
        ),
      suppressed: z.boolean().describe('Nothing is told, because it would be of fewer than `minimumN` answers.'),
    }),
  ),
});

const COLUMNS = ['question', 'suppressed', 'value', 'low', 'high', 'n', 'choice', 'answers'] as const;

@Controller('v1/metrics/surveys')
export class ListSurveyQuestionsRoute {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(MINIMUM_N) private readonly minimumN: number,
  ) {}

  @Get(':survey/questions')
  @ApiOperation({ summary: 'What was answered to the further questions of a survey, such as fit, fabric, staff.' })
  @ApiOkResponse({ standardSchema: answer })
  @ApiUnprocessableEntityResponse({ description: TOO_MANY_GROUPS })
  async list(
    @Param('survey', { schema: Word }) survey: string,
    @Query({ schema: query }) { from, to, touchpoint, location: locationId, format }: z.output<typeof query>,
  ): Promise<z.output<typeof answer> | StreamableFile> {
    const wanted = { survey, window: { from, to }, touchpoint, locationId };
    const counted = await countChoices(this.db, wanted, this.minimumN, GROUPS_READ);
    if (counted.length > GROUPS_MAX) throw tooManyGroups();
    const isHidden = await areHiddenAnswers(this.db, wanted, this.minimumN);
    const questions = questionReport(counted, isHidden ? Infinity : this.minimumN);
    if (format === 'csv') return csvTable('questions.csv', COLUMNS, rowsOf(questions));
    return {
      survey,
      from: from ?? null,
      to: to ?? null,
      minimumN: this.minimumN,
      questions: questions.map((each) => ({ ...each, choices: each.choices && [...each.choices] })),
    };
  }
}

/** A line per choice; of a suppressed question, one without any. */
function rowsOf(questions: readonly ReportedQuestion[]) {
  return questions.flatMap(({ choices, ...question }) =>
    (choices ?? [{ choice: null, answers: null }]).map((each) => ({ ...question, ...each })),
  );
}
