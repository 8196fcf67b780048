import { Controller, Get, Inject, Query, type StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiUnprocessableEntityResponse } from '@nestjs/swagger';
import { Count } from '@perennial/contracts';
import { hiddenParts } from '@perennial/figures';
import { Database } from '@perennial/persistence';
import { csvTable, GROUPS_READ, notTooMany, TOO_MANY_GROUPS } from '@perennial/service';
import { z } from 'zod';

import { PERIODS } from '../domain/survey-window.js';
import { countThemes, type CountedTheme } from '../store/queries/count-themes.js';
import { MINIMUM_N } from '../tokens.js';
import { formatShape, inOrder, windowShape } from './survey-query.js';

const query = z
  .strictObject({
    ...windowShape,
    ...formatShape,
    groupBy: z.enum(PERIODS).optional().describe('Of the day of the answer, or on which the case was opened.'),
  })
  .superRefine(inOrder);

const people = Count.nullable();

const answer = z.object({
  from: z.string().nullable(),
  to: z.string().nullable(),
  minimumN: z.int(),
  themes: z
    .array(
      z.object({
        group: z.string().nullable().describe('The period; null where none was asked for.'),
        theme: z.string(),
        inAnswers: people.describe(
          'People of whose answers one names it; anonymous ones each. Null: fewer than `minimumN`, and some; or that many, where the whole would tell a period of few.',
        ),
        inCases: people.describe('Customers of whose cases one is about it. Null: fewer than `minimumN`, and some.'),
      }),
    )
    .describe('By period, then by name. A theme that nobody named is absent, and one of which neither number is told.'),
});

@Controller('v1/metrics/themes')
export class CountThemesRoute {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(MINIMUM_N) private readonly minimumN: number,
  ) {}

  @Get()
  @ApiOperation({ summary: "By how many people each of the programme's themes was named, in answers and in cases." })
  @ApiOkResponse({ standardSchema: answer })
  @ApiUnprocessableEntityResponse({ description: TOO_MANY_GROUPS })
  async count(
    @Query({ schema: query }) { from, to, groupBy, format }: z.output<typeof query>,
  ): Promise<z.output<typeof answer> | StreamableFile> {
    const counted = notTooMany(await countThemes(this.db, { from, to }, groupBy, GROUPS_READ));
    const hiddenAnswers = hiddenThemes(counted, this.minimumN, (each) => [each.inAnswers, each.answersAlone]);
    const hiddenCases = hiddenThemes(counted, this.minimumN, (each) => [each.inCases, each.casesAlone]);
    const told = counted.map((each) => ({
      ...{ group: each.group, theme: each.theme },
      inAnswers: hiddenAnswers.has(each) ? null : each.inAnswers,
      inCases: hiddenCases.has(each) ? null : each.inCases,
    }));
    // In days of one answer the name alone would tell what it was about.
    const themes = told.filter(({ inAnswers, inCases }) => (inAnswers ?? 0) > 0 || (inCases ?? 0) > 0);
    if (format === 'csv') return csvTable('themes.csv', ['group', 'theme', 'inAnswers', 'inCases'], themes);
    return { from: from ?? null, to: to ?? null, minimumN: this.minimumN, themes };
  }
}

/** Of each theme the periods that tell of few, and others where the theme in all of them would tell these. */
function hiddenThemes(
  counted: readonly CountedTheme[],
  minimum: number,
  peopleOf: (theme: CountedTheme) => readonly [n: number, alone: number],
): ReadonlySet<CountedTheme> {
  const byTheme = new Map<string, { each: CountedTheme; n: number; alone: number }[]>();
  for (const each of counted) {
    const [n, alone] = peopleOf(each);
    byTheme.set(each.theme, [...(byTheme.get(each.theme) ?? []), { each, n, alone }]);
  }
  return new Set([...byTheme.values()].flatMap((parts) => [...hiddenParts(parts, minimum)].map(({ each }) => each)));
}
