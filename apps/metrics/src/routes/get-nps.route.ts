import { Controller, Get, Inject, Query, type StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiUnprocessableEntityResponse } from '@nestjs/swagger';
import { Database } from '@perennial/persistence';
import { TOO_MANY_GROUPS } from '@perennial/service';
import { z } from 'zod';

import { npsDifference, npsOf, type Nps } from '../domain/nps.js';
import { MINIMUM_N } from '../tokens.js';
import { readScoreReport } from './read-score-report.js';
import { scoreCsv } from './score-csv.js';
import { scoreAnswer, scoreJson, type Told } from './score-json.js';
import { scoreQuery, type ScoreQuery } from './survey-query.js';

const points = z.number().min(-100).max(100).nullable();
const answers = z.int().nullable();

const answer = scoreAnswer({
  value: points.describe('100 (promoters - detractors) / n, not rounded. Null when nobody answered.'),
  n: answers.describe('Answers that count: the latest of everybody, and every anonymous one.'),
  low: points.describe('Of the interval of 95 %.'),
  high: points,
  promoters: answers.describe('9 and 10.'),
  passives: answers.describe('7 and 8.'),
  detractors: answers.describe('0 to 6.'),
  adjusted: z
    .object({ value: points, low: points, high: points })
    .nullable()
    .describe('With three answers more (¾ promoter, ¾ detractor, 1½ passive): for few answers that are all alike.'),
});

const HIDDEN: Told<Nps> = {
  ...{ value: null, n: null, low: null, high: null },
  ...{ promoters: null, passives: null, detractors: null, adjusted: null },
};
const COLUMNS = ['value', 'n', 'low', 'high', 'promoters', 'passives', 'detractors'] as const;

@Controller('v1/metrics/nps')
export class GetNpsRoute {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(MINIMUM_N) private readonly minimumN: number,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Net promoter score of some days, by group, and how it changed.' })
  @ApiOkResponse({ standardSchema: answer })
  @ApiUnprocessableEntityResponse({ description: TOO_MANY_GROUPS })
  async get(@Query({ schema: scoreQuery }) query: ScoreQuery): Promise<z.output<typeof answer> | StreamableFile> {
    const kind = { figureOf: npsOf, difference: npsDifference };
    const report = await readScoreReport(this.db, 'nps', kind, query, this.minimumN);
    if (query.format === 'csv') return scoreCsv('nps.csv', COLUMNS, report);
    return scoreJson('nps', query, this.minimumN, HIDDEN, report);
  }
}
