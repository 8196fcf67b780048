import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiNotFoundResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { clvProjected, Count, CustomerId } from '@perennial/contracts';
import { findPerson } from '@perennial/customers';
import { Database } from '@perennial/persistence';
import { CLOCK, noQuery, ProblemError, type Clock } from '@perennial/service';
import { z } from 'zod';

import { calendarDay, isoDate } from '../domain/calendar-day.js';
import { bandOf, NPS_BANDS } from '../domain/nps.js';
import { project } from '../domain/projection.js';
import { findModels } from '../store/queries/find-models.js';
import { countInvitations } from '../store/queries/count-invitations.js';
import { findSurveyActivity, type SurveyActivity } from '../store/queries/find-survey-activity.js';
import { listHistories } from '../store/queries/list-histories.js';
import { TIME_ZONE } from '../tokens.js';

const surveys = z.object({
  answers: Count.describe('To all surveys, ever.'),
  last: z.string().describe('Instant of the last one: whoever is asked too often answers no more.'),
  nps: z
    .object({ score: z.int(), band: z.enum(NPS_BANDS), at: z.string() })
    .optional()
    .describe('The latest answer to the NPS.'),
});

const answer = clvProjected.data.extend({
  surveys: surveys.optional().describe("Absent: the customer has answered none. Anonymous answers are nobody's."),
  invitationsLast30Days: Count.describe('To all surveys: whoever sends them should look here first.'),
  mergedInto: CustomerId.optional().describe('The customer this one was merged into: the figures are of both.'),
});

@Controller('v1/members')
export class GetMetricsRoute {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(TIME_ZONE) private readonly timeZone: string,
  ) {}

  @Get(':id/metrics')
  @ApiOperation({
    summary: 'What a customer bought and is expected to buy, as of now, by the newest models; and answered.',
  })
  @ApiOkResponse({ standardSchema: answer })
  @ApiNotFoundResponse({ description: '`UNKNOWN_MEMBER`: no accepted event has named the customer.' })
  async get(
    @Param('id', { schema: CustomerId }) customerId: string,
    @Query({ schema: noQuery }) _query: object = {},
  ): Promise<z.output<typeof answer>> {
    const person = await findPerson(this.db, customerId);
    if (person === undefined) {
      throw new ProblemError(404, 'UNKNOWN_MEMBER', 'No event that was accepted has named this customer.');
    }
    const histories = (await listHistories(this.db, [person])).get(person) ?? [];
    const today = calendarDay(this.clock().getTime(), this.timeZone);
    const projection = project(customerId, histories, await findModels(this.db), today);
    const activity = await findSurveyActivity(this.db, person);
    return {
      ...projection,
      invitationsLast30Days: await countInvitations(this.db, person, isoDate(today - 29)),
      ...(person !== customerId && { mergedInto: person }),
      ...(activity && { surveys: surveysJson(activity) }),
    };
  }
}

function surveysJson({ answers, last, nps }: SurveyActivity): z.output<typeof surveys> {
  return {
    answers,
    last: last.toISOString(),
    ...(nps && { nps: { score: nps.score, band: bandOf(nps.score), at: nps.at.toISOString() } }),
  };
}
