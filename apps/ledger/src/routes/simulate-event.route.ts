import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiBadRequestResponse, ApiOkResponse, ApiOperation, ApiUnprocessableEntityResponse } from '@nestjs/swagger';
import type { Envelope } from '@perennial/contracts';
import type { ChunkResult, Rehearsal } from '@perennial/messaging';
import { Database, type Tx } from '@perennial/persistence';
import { parseProgramme, programmeAt, type Programme, type ProgrammeHistory } from '@perennial/programme';
import { CLOCK, ProblemError, type Clock } from '@perennial/service';
import { z } from 'zod';

import { findCustomers } from '../audit-log/queries/find-customers.js';
import { ProgrammeStore } from '../programme/programme.store.js';
import { simulateEvent } from '../programme/simulate-event.js';
import { explainEvent } from '../store/explain-event.js';
import { findAccounts } from '../store/queries/find-accounts.js';
import { findOwnerOfOrder } from '../store/queries/find-owner-of-order.js';
import { viewMember } from '../store/view-member.js';
import { drawersOf, drawnJson, drawnOf, lotJson, lotsOf, ruleJson, rulesOf } from './explanation-json.js';
import { balanceSchema, memberJson, tierJson } from './get-member.route.js';
import { refusedDocument } from './refused-document.js';

const body = z.strictObject({
  event: z.looseObject({}).describe('One CloudEvent in structured mode, as it would be published.'),
  document: z
    .string()
    .optional()
    .describe(
      'A programme document (YAML) that decides as if it had been in force since always; absent: the real ones.',
    ),
});

const answer = z.object({
  outcome: z.enum(['applied', 'no-effect', 'parked']),
  reason: z.string().optional().describe('Why it would have no effect; what it would wait for.'),
  rules: z.array(ruleJson),
  messages: z.array(z.looseObject({})).describe('What would be published.'),
  customerId: z.string().optional().describe('Whose balance it is; absent where the event is nobody’s.'),
  balance: balanceSchema.optional().describe('After the event; of one that lies ahead, at its instant.'),
  tier: tierJson.optional(),
  drawn: z.array(drawnJson),
  lots: z.array(lotJson),
  programmeVersion: z.int().describe('The version that would decide.'),
});
type Answer = z.output<typeof answer>;

@Controller('v1/programme/simulate')
export class SimulateEventRoute {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(ProgrammeStore) private readonly programmes: ProgrammeStore,
  ) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({ summary: 'What an event would do, by the same code that would do it. Nothing is changed.' })
  @ApiOkResponse({ standardSchema: answer })
  @ApiBadRequestResponse({ description: 'It is no CloudEvent: the reason it would be quarantined for.' })
  @ApiUnprocessableEntityResponse({ description: 'The reason it would be quarantined for; or `PROGRAMME_INVALID`.' })
  async simulate(@Body({ schema: body }) { event, document }: z.output<typeof body>): Promise<Answer> {
    const instead = document === undefined ? undefined : parsed(document);
    const now = this.clock();
    const value = bytesOf(event);
    return simulateEvent(this.db, this.programmes, { value, now, instead }, (tx, programmes, rehearsal) =>
      answerOf(tx, programmes, accepted(rehearsal), now),
    );
  }
}

/** As it would come from Kafka. */
function bytesOf(event: object): Buffer {
  try {
    return Buffer.from(JSON.stringify(event));
  } catch (error) {
    // What is nested by thousands fits a body, but not the stack: the contract's limit is far below.
    if (error instanceof RangeError) throw new ProblemError(422, 'INVALID_DATA', 'The event is nested too deeply.');
    throw error;
  }
}

function parsed(document: string): Programme {
  try {
    return parseProgramme(document, 'document');
  } catch (error) {
    throw refusedDocument(error, document);
  }
}

interface Accepted {
  readonly event: Envelope;
  /** Absent: it was accepted before. */
  readonly result?: ChunkResult;
}

/** @throws ProblemError with the reason of the quarantine */
function accepted(rehearsal: Rehearsal): Accepted {
  const refused = (reason: string, detail: string) =>
    new ProblemError(reason === 'NOT_A_CLOUDEVENT' ? 400 : 422, reason, detail);
  if (rehearsal.outcome === 'refused') throw refused(rehearsal.reason, rehearsal.detail);
  if (rehearsal.outcome === 'duplicate') return { event: rehearsal.event };
  const { event, result } = rehearsal;
  const rejection = result.rejected?.find((each) => each.event === event);
  if (rejection) throw refused(rejection.reason, rejection.detail);
  return { event, result };
}

async function answerOf(tx: Tx, programmes: ProgrammeHistory, { event, result }: Accepted, now: Date): Promise<Answer> {
  const customerId = event.subject ?? (await findOwnerOfOrder(tx, event));
  const account =
    customerId === undefined ? undefined : (await findAccounts(tx, [customerId])).accounts.get(customerId);
  const found = account === undefined ? undefined : await explainEvent(tx, programmes, account, { ...event, now });
  const at = new Date(Math.max(now.getTime(), event.at));
  const view = customerId === undefined ? undefined : await viewMember(tx, programmes, customerId, { at, by: 'event' });
  const { balance, tier } = view ? memberJson(view) : {};
  return {
    ...fate(event, result, found),
    rules: found && result ? rulesOf(found) : [],
    messages: (result?.messages ?? []).map((message) => ({ ...message })),
    drawn: found ? drawnOf(found, await findCustomers(tx, drawersOf(found))) : [],
    lots: found ? lotsOf(found) : [],
    ...(view && customerId !== undefined ? { customerId } : {}),
    ...(balance ? { balance } : {}),
    ...(tier ? { tier } : {}),
    programmeVersion: found?.programmeVersion ?? programmeAt(programmes, event.at).version,
  };
}

function fate(
  event: Envelope,
  result: ChunkResult | undefined,
  found: { readonly outcome: 'applied' | 'no-effect'; readonly reason?: string } | undefined,
): Pick<Answer, 'outcome' | 'reason'> {
  if (!result) return { outcome: 'no-effect', reason: 'already-accepted' };
  const parked = result.parked?.find((each) => each.event === event);
  if (parked) return { outcome: 'parked', reason: parked.waitsFor };
  if (!found && result.messages.length > 0) return { outcome: 'applied' };
  if (!found) return { outcome: 'no-effect', reason: 'nothing-for-points' };
  return { outcome: found.outcome, ...(found.reason === undefined ? {} : { reason: found.reason }) };
}
