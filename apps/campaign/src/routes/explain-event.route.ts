import { Controller, Get, Inject, Param } from '@nestjs/common';
import { ApiNotFoundResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { bucketOf, CustomerId, Id } from '@perennial/contracts';
import { findForgotten, findPerson } from '@perennial/customers';
import { findEvent } from '@perennial/messaging';
import { Database, type Tx } from '@perennial/persistence';
import { ProblemError } from '@perennial/service';
import { z } from 'zod';

import { OfferChoiceJson } from '../choices/offer-choice-json.js';
import { listDecisions, type RecordedDecision } from '../store/queries/list-decisions.js';
import type { StepTaken } from '../domain/decision.js';
import { listRequests, type RecordedRequest } from '../surveys/queries/list-requests.js';
import { unknownMember } from './unknown-member.js';

const Step = z.object({
  step: z
    .string()
    .describe(
      'consent, limit, age, ring, holdout, frequency-cap, margin-guard, budget; of a survey age, sample, rule, late, consent, order, open-case, contact-cap.',
    ),
  option: z.string().optional().describe('Which of several offers it was asked about.'),
  reason: z.string().describe('passed, or why not; no-projection and worth-unknown pass, too.'),
  inputs: z
    .record(z.string(), z.union([z.string(), z.number()]))
    .optional()
    .describe('The numbers it followed from.'),
});

const answer = z.object({
  customerId: z.string(),
  source: z.string(),
  eventId: z.string(),
  outcome: z
    .enum(['decided', 'no-effect', 'parked', 'quarantined'])
    .describe('no-effect: it triggered no campaign. parked: it waits. quarantined: it was refused.'),
  reason: z.string().optional().describe('What it waits for; why it was refused.'),
  decisions: z
    .array(
      z.object({
        campaignId: z.string(),
        offerId: z.string().describe('Of the offer made or withheld.'),
        programmeVersion: z.int(),
        arm: z.enum(['treatment', 'holdout']),
        outcome: z
          .enum(['offered', 'withheld', 'skipped'])
          .describe('skipped: not for this customer then, whatever the group; withheld: it would have been.'),
        reason: z.string(),
        occasion: z.string().optional().describe('Of a date: which one.'),
        choice: OfferChoiceJson.optional(),
        steps: z.array(Step).describe('The questions asked, in their order, up to the one that stopped it.'),
        decidedAt: z.string(),
      }),
    )
    .describe('One for each campaign that it triggered.'),
  surveys: z
    .array(
      z.object({
        rule: z.string().describe('The request of the programme.'),
        requestId: z.string(),
        dueAt: z.string().describe('When it is, or was, decided whether the customer is asked.'),
        outcome: z.enum(['waiting', 'requested', 'refused']),
        reason: z.string().optional().describe('passed, or why the customer was not asked.'),
        steps: z.array(Step),
        decidedAt: z.string().optional(),
      }),
    )
    .describe('One for each survey that the customer was to be asked after it.'),
});
type Answer = z.output<typeof answer>;

@Controller('v1/members')
export class ExplainEventRoute {
  constructor(@Inject(Database) private readonly db: Database) {}

  @Get(':id/explain/:source/:eventId')
  @ApiOperation({
    summary:
      'What campaigns and surveys decided about a member because of an event, and why. A date of the member is an event of /perennial/campaign, such as birthday-gift/2027. Source and id are percent-encoded.',
  })
  @ApiOkResponse({ standardSchema: answer })
  @ApiNotFoundResponse({
    description:
      '`UNKNOWN_MEMBER`: no accepted event has named the customer. `UNKNOWN_EVENT`: nothing is known of such an event that has to do with them.',
  })
  async explain(
    @Param('id', { schema: CustomerId }) customerId: string,
    @Param('source', { schema: Id }) source: string,
    @Param('eventId', { schema: Id }) eventId: string,
  ): Promise<Answer> {
    const asked = { customerId, source, eventId };
    return this.db.snapshot(async (tx) => {
      const person = await findPerson(tx, customerId);
      if (person === undefined || (await findForgotten(tx, [customerId])).has(customerId)) throw unknownMember();
      const decisions = await listDecisions(tx, person, asked);
      const surveys = await listRequests(tx, person, asked);
      if (decisions.length + surveys.length > 0)
        return { ...asked, outcome: 'decided', decisions: decisions.map(shown), surveys: surveys.map(shownRequest) };
      return { ...asked, ...(await withoutDecision(tx, asked)), decisions: [], surveys: [] };
    });
  }
}

function shown(row: RecordedDecision): Answer['decisions'][number] {
  return {
    campaignId: row.campaign_id,
    offerId: row.decision_id,
    programmeVersion: row.programme_version,
    arm: row.arm,
    outcome: row.outcome,
    reason: row.reason,
    ...(row.occasion !== null && { occasion: row.occasion }),
    ...(row.choice && { choice: { ...row.choice, eligible: [...row.choice.eligible] } }),
    steps: shownSteps(row.steps),
    decidedAt: row.decided_at.toISOString(),
  };
}

function shownRequest(row: RecordedRequest): Answer['surveys'][number] {
  return {
    rule: row.rule,
    requestId: row.request_id,
    dueAt: row.due_at.toISOString(),
    outcome: row.state,
    ...(row.reason !== null && { reason: row.reason }),
    steps: shownSteps(row.steps),
    ...(row.decided_at && { decidedAt: row.decided_at.toISOString() }),
  };
}

const shownSteps = (steps: readonly StepTaken[]): z.output<typeof Step>[] =>
  steps.map((step) => ({ ...step, ...(step.inputs && { inputs: { ...step.inputs } }) }));

async function withoutDecision(
  tx: Tx,
  {
    customerId,
    source,
    eventId: id,
  }: { readonly customerId: string; readonly source: string; readonly eventId: string },
): Promise<Pick<Answer, 'outcome' | 'reason'>> {
  const event = await findEvent(tx, { source, id });
  switch (event?.state) {
    case 'parked':
      if (event.customers.has(customerId)) return { outcome: 'parked', reason: event.waitsFor };
      break;
    case 'quarantined':
      if (event.customers.has(customerId)) return { outcome: 'quarantined', reason: event.reason };
      break;
    case 'accepted':
    case 'repeat':
      // Nothing but the bucket of its customer is kept of it.
      if (event.bucket === bucketOf(customerId)) return { outcome: 'no-effect' };
  }
  throw new ProblemError(404, 'UNKNOWN_EVENT', 'No event with this source and id has to do with this member.');
}
