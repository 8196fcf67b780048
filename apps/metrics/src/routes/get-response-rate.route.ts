import { Controller, Get, Inject, Param, Query, type StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiUnprocessableEntityResponse } from '@nestjs/swagger';
import { Count, Word } from '@perennial/contracts';
import { areNamed, hiddenParts, shareOf, type ShareWithInterval } from '@perennial/figures';
import { Database } from '@perennial/persistence';
import {
  CLOCK,
  csvTable,
  wantedNumber,
  type Clock,
  GROUPS_READ,
  notTooMany,
  TOO_MANY_GROUPS,
} from '@perennial/service';
import { z } from 'zod';

import { areHiddenInvitations } from '../store/is-hidden-part.js';
import { countResponses, type Responses } from '../store/queries/count-responses.js';
import { MINIMUM_N } from '../tokens.js';
import { suppressed } from './retention-query.js';
import { answersShape, formatShape, GroupBy, inOrder } from './survey-query.js';

/** Most answers come within a week. */
export const ANSWER_DAYS = 14;

const query = z
  .strictObject({
    ...answersShape,
    ...formatShape,
    days: wantedNumber(90).default(ANSWER_DAYS).describe('Answers within so many times 24 hours count.'),
    groupBy: GroupBy.optional(),
  })
  .superRefine(inOrder);

const share = z.number().min(0).max(1).nullable();

/** What is told of invited customers. */
export const responseShape = {
  value: share.describe('Share of those who answered. Null when nobody can be told of.'),
  n: z.int().nullable().describe('Customers who were invited in these days, and whose time to answer is over.'),
  low: share.describe('Of the interval of 95 %, by Wilson.'),
  high: share,
  suppressed: z.boolean().describe('Nothing is told, because it would be of fewer than `minimumN` customers.'),
  notYetObserved: Count.nullable().describe(
    'Customers who may still answer: they count nowhere. Null where nothing is told.',
  ),
};

const answer = z.object({
  survey: z.string(),
  from: z.string().nullable(),
  to: z.string().nullable(),
  days: z.int(),
  minimumN: z.int(),
  ...responseShape,
  groups: z.array(z.object({ group: z.string().nullable(), ...responseShape })).optional(),
});

interface Told extends ShareOrNothing {
  readonly suppressed: boolean;
  readonly notYetObserved: number | null;
}
type ShareOrNothing = { readonly [Field in keyof ShareWithInterval]: ShareWithInterval[Field] | null };

/** The same as columns of a table. */
export const RESPONSE_COLUMNS = Object.keys(responseShape) as readonly (keyof typeof responseShape)[];
const HIDDEN: ShareOrNothing = { value: null, n: null, low: null, high: null };
const NOBODY: Responses = {
  ...{ group: null, invited: 0, invitedAlone: 0, customers: 0, alone: 0, answered: 0, notYetObserved: 0 },
};

@Controller('v1/metrics/surveys')
export class GetResponseRateRoute {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(MINIMUM_N) private readonly minimumN: number,
  ) {}

  @Get(':survey/response-rate')
  @ApiOperation({ summary: 'Which share of those who were invited to a survey in some days answered it, by group.' })
  @ApiOkResponse({ standardSchema: answer })
  @ApiUnprocessableEntityResponse({ description: TOO_MANY_GROUPS })
  async get(
    @Param('survey', { schema: Word }) survey: string,
    @Query({ schema: query }) { from, to, touchpoint, location, days, groupBy, format }: z.output<typeof query>,
  ): Promise<z.output<typeof answer> | StreamableFile> {
    const wanted = { survey, window: { from, to }, touchpoint, locationId: location, days, now: this.clock() };
    const [whole = NOBODY] = await countResponses(this.db, wanted, undefined, 1);
    const groups = groupBy && notTooMany(await countResponses(this.db, wanted, groupBy, GROUPS_READ));
    const least = (await areHiddenInvitations(this.db, wanted, this.minimumN)) ? Infinity : this.minimumN;
    const [toldWhole] = toldResponses([whole], least);
    const told = groups && toldResponses(areNamed(groups.map(asInvited), least) ? groups : [], least);
    if (format === 'csv')
      return csvTable('response-rate.csv', ['group', ...RESPONSE_COLUMNS], told ?? (toldWhole ? [toldWhole] : []));
    const { group: _whole, ...figures } = toldWhole ?? { group: null, ...shown(NOBODY, false) };
    return {
      ...{ survey, from: from ?? null, to: to ?? null, days, minimumN: this.minimumN },
      ...figures,
      ...(told && { groups: told }),
    };
  }
}

/**
 * Groups as they are told, those of fewer than `minimum` customers hidden, and more where the rest would tell them: of those whose time is
 * over, and of all who were invited, so that a group is not told with other `days` where it was hidden with these.
 */
export function toldResponses(
  groups: readonly Responses[],
  minimum: number,
): (Told & { readonly group: string | null })[] {
  const invited = groups.map(asInvited);
  const few = new Set([...hiddenParts(invited, minimum)].map(({ group }) => group));
  return suppressed(groups, minimum).map(({ group, hidden }) => ({
    group: group.group,
    ...shown(group, hidden || few.has(group)),
  }));
}

function asInvited(group: Responses) {
  return { n: group.invited, alone: group.invitedAlone, group };
}

function shown({ answered, customers, notYetObserved }: Responses, hidden: boolean): Told {
  if (hidden) return { ...HIDDEN, suppressed: true, notYetObserved: null };
  return { ...shareOf(answered, customers), suppressed: false, notYetObserved };
}
