import { Controller, Get, Inject, Query, type StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiUnprocessableEntityResponse } from '@nestjs/swagger';
import { shareDifference, type ShareWithInterval } from '@perennial/figures';
import { Database } from '@perennial/persistence';
import { TOO_MANY_GROUPS } from '@perennial/service';
import { z } from 'zod';

import { csatOf } from '../domain/csat.js';
import { MINIMUM_N } from '../tokens.js';
import { readScoreReport } from './read-score-report.js';
import { scoreCsv } from './score-csv.js';
import { scoreAnswer, scoreJson, type Told } from './score-json.js';
import { scoreQuery, type ScoreQuery } from './survey-query.js';

const share = z.number().min(0).max(1).nullable();

const answer = scoreAnswer({
  value: share.describe('Share of 4 and 5 among answers of 1 to 5. Null when nobody answered.'),
  n: z.int().nullable().describe('Answers that count: the latest of everybody, and every anonymous one.'),
  low: share.describe('Of the interval of 95 %, by Wilson.'),
  high: share,
});

const HIDDEN: Told<ShareWithInterval> = { value: null, n: null, low: null, high: null };
const COLUMNS = ['value', 'n', 'low', 'high'] as const;

@Controller('v1/metrics/csat')
export class GetCsatRoute {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(MINIMUM_N) private readonly minimumN: number,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Share of satisfied answers of some days, by group, and how it changed.' })
  @ApiOkResponse({ standardSchema: answer })
  @ApiUnprocessableEntityResponse({ description: TOO_MANY_GROUPS })
  async get(@Query({ schema: scoreQuery }) query: ScoreQuery): Promise<z.output<typeof answer> | StreamableFile> {
    const kind = { figureOf: csatOf, difference: shareDifference };
    const report = await readScoreReport(this.db, 'csat', kind, query, this.minimumN);
    if (query.format === 'csv') return scoreCsv('csat.csv', COLUMNS, report);
    return scoreJson('csat', query, this.minimumN, HIDDEN, report);
  }
}
