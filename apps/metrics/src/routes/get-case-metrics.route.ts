import { Controller, Get, Inject, Query, type StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiUnprocessableEntityResponse } from '@nestjs/swagger';
import { caseOpened, Count } from '@perennial/contracts';
import { shareOf } from '@perennial/figures';
import { Database } from '@perennial/persistence';
import { CLOCK, csvTable, type Clock, GROUPS_MAX, GROUPS_READ, notTooMany, TOO_MANY_GROUPS } from '@perennial/service';
import { z } from 'zod';

import { CASE_GROUPINGS, countCases, type CountedCases, type WantedCases } from '../store/queries/count-cases.js';
import { MINIMUM_N } from '../tokens.js';
import { named, suppressed } from './retention-query.js';
import { formatShape, inOrder, windowShape } from './survey-query.js';

const query = z
  .strictObject({
    ...windowShape,
    ...formatShape,
    reason: caseOpened.data.shape.reason.optional().describe('Only cases that were opened for this.'),
    groupBy: z.enum(CASE_GROUPINGS).optional().describe('day, week, month: of the day on which they were opened.'),
  })
  .superRefine(inOrder);

const share = z
  .object({ value: z.number().nullable(), low: z.number().nullable(), high: z.number().nullable() })
  .nullable()
  .describe('Of `n`, with the interval of 95 % by Wilson. Null where it is suppressed.');
const count = Count.nullable();

const shape = {
  n: count.describe('Cases opened in these days whose time is over.'),
  closed: share.describe('Share of those that are closed: the closed-loop rate.'),
  closedInTime: share,
  outcomes: z
    .object({ resolved: Count, unresolved: Count, unreachable: Count })
    .nullable()
    .describe('What came of those that are closed.'),
  notYetDue: count.describe('Cases whose time is not over: they count nowhere, closed or not.'),
  suppressed: z.boolean().describe('Nothing is told, because it would be of fewer than `minimumN` customers.'),
};

const answer = z.object({
  from: z.string().nullable(),
  to: z.string().nullable(),
  minimumN: z.int(),
  ...shape,
  groups: z.array(z.object({ group: z.string().nullable(), ...shape })).optional(),
});

type Told = z.output<z.ZodObject<typeof shape>>;

const COLUMNS = [
  ...(['group', 'suppressed', 'n', 'closed', 'closed.low', 'closed.high'] as const),
  ...(['closedInTime', 'closedInTime.low', 'closedInTime.high', 'notYetDue'] as const),
];

const HIDDEN: Told = {
  ...{ n: null, closed: null, closedInTime: null, outcomes: null, notYetDue: null, suppressed: true },
};
const NONE: CountedCases = {
  ...{ group: null, customers: 0, alone: 0, due: 0, closed: 0, inTime: 0 },
  ...{ resolved: 0, unresolved: 0, unreachable: 0, notYetDue: 0 },
};

@Controller('v1/metrics/cases')
export class GetCaseMetricsRoute {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(MINIMUM_N) private readonly minimumN: number,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Which share of the cases opened in some days was closed, and in time.' })
  @ApiOkResponse({ standardSchema: answer })
  @ApiUnprocessableEntityResponse({ description: TOO_MANY_GROUPS })
  async get(
    @Query({ schema: query }) { from, to, reason, groupBy, format }: z.output<typeof query>,
  ): Promise<z.output<typeof answer> | StreamableFile> {
    const wanted = { window: { from, to }, reason, now: this.clock() };
    const [whole = NONE] = await countCases(this.db, wanted, undefined, 1);
    const groups = groupBy && notTooMany(await countCases(this.db, wanted, groupBy, GROUPS_READ));
    const least = (await this.isHiddenReason(wanted)) ? Infinity : this.minimumN;
    const told = toldCases(groups ? named(groups, least) : [whole], least);
    if (format === 'csv') return csvTable('cases.csv', COLUMNS, told.map(rowOf));
    const [figures = HIDDEN] = groups ? toldCases([whole], least).map(withoutGroup) : told.map(withoutGroup);
    const asked = { from: from ?? null, to: to ?? null, minimumN: this.minimumN };
    return { ...asked, ...figures, ...(groups && { groups: told }) };
  }

  /** Whether the report by reason hides the one that is asked for: by its name, it would tell the small ones. */
  private async isHiddenReason({ reason, ...wanted }: WantedCases): Promise<boolean> {
    if (reason === undefined) return false;
    const reasons = await countCases(this.db, wanted, 'reason', GROUPS_READ);
    // Of so many no report tells by name.
    if (reasons.length > GROUPS_MAX) return true;
    return suppressed(reasons, this.minimumN).some(({ group, hidden }) => group.group === reason && hidden);
  }
}

function toldCases(groups: readonly CountedCases[], least: number): (Told & { readonly group: string | null })[] {
  return suppressed(groups, least).map(({ group, hidden }) => ({
    group: group.group,
    ...(hidden ? HIDDEN : shown(group)),
  }));
}

function withoutGroup({ group: _group, ...told }: Told & { readonly group: string | null }): Told {
  return told;
}

function shown({ due, closed, inTime, resolved, unresolved, unreachable, notYetDue }: CountedCases): Told {
  const { n, ...rate } = shareOf(closed, due);
  const { n: _n, ...rateInTime } = shareOf(inTime, due);
  const outcomes = { resolved, unresolved, unreachable };
  return { n, closed: rate, closedInTime: rateInTime, outcomes, notYetDue, suppressed: false };
}

function rowOf({
  group,
  suppressed: hidden,
  n,
  closed,
  closedInTime,
  notYetDue,
}: Told & { readonly group: string | null }) {
  return {
    ...{ group, suppressed: hidden, n, notYetDue },
    ...{ closed: closed?.value ?? null, 'closed.low': closed?.low ?? null, 'closed.high': closed?.high ?? null },
    closedInTime: closedInTime?.value ?? null,
    'closedInTime.low': closedInTime?.low ?? null,
    'closedInTime.high': closedInTime?.high ?? null,
  };
}
