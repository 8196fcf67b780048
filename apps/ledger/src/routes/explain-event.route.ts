import { Controller, Get, Inject, Param } from '@nestjs/common';
import { ApiNotFoundResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { bucketOf, CustomerId, Id } from '@perennial/contracts';
import { findEvent } from '@perennial/messaging';
import { Database, type Tx } from '@perennial/persistence';
import { programmeAt, type ProgrammeHistory } from '@perennial/programme';
import { CLOCK, ProblemError, type Clock } from '@perennial/service';
import { z } from 'zod';

import { findCustomers } from '../audit-log/queries/find-customers.js';
import { ProgrammeStore } from '../programme/programme.store.js';
import { explainWithChanges } from '../store/explain-event.js';
import { findAccounts } from '../store/queries/find-accounts.js';
import { findErased } from '../store/queries/find-erased.js';
import {
  changedJson,
  changedOf,
  correctionJson,
  correctionsOf,
  drawersOf,
  drawnJson,
  drawnOf,
  lotJson,
  lotsOf,
  ruleJson,
  rulesOf,
} from './explanation-json.js';
import { transferJson, transferOf } from './transfer-json.js';
import { unknownMember } from './unknown-member.js';

const answer = z.object({
  customerId: z.string(),
  source: z.string(),
  eventId: z.string(),
  outcome: z
    .enum(['applied', 'no-effect', 'parked', 'quarantined'])
    .describe('parked: it waits for another event; quarantined: it was refused and is no fact.'),
  reason: z.string().optional().describe('Why it had no effect; what it waits for; the reason of the quarantine.'),
  detail: z
    .string()
    .optional()
    .describe('Of a quarantined one that names the member: what was wrong, and what would have been right.'),
  rules: z.array(ruleJson).describe('As all facts known now make it; a late one may have changed it since.'),
  atFirst: z
    .array(ruleJson)
    .optional()
    .describe(
      'What the rules made of it as all was known when it was booked, with what was taken back of it by then: what was booked up to then, for it and for others. Absent: `rules` and `corrections` say it, or nothing tells any more what was known then.',
    ),
  corrections: z
    .array(correctionJson)
    .describe(
      'What other events changed of what this one earned. What is awarded now, less `points` of these, is what was booked for it and for these.',
    ),
  programmeVersion: z.int().optional().describe('The version that decided; absent for a quarantined one.'),
  changed: z
    .array(changedJson)
    .describe(
      'What the event changed of what other events had earned, or of what had been spent or moved, where `rules` do not say it: a tier that is lower since, a referral that counts for another purchase, the points of a merged wallet.',
    ),
  bookedFor: z
    .string()
    .optional()
    .describe(
      'The customer this one had become by then: transfers and lots are theirs. Absent: it was not merged yet.',
    ),
  transfers: z.array(transferJson).describe('Everything booked for this member because of the event, oldest first.'),
  drawn: z
    .array(drawnJson)
    .describe(
      'Lots that the event took points from, in that order, or put points into; what no lot covered became debt. A clawback takes from its own lot first. Then, and in all else, own lots come first, the soonest to expire first; then those of the others of the household, the soonest to expire first, of equal ones in the order of customer ids; at last the earliest earned.',
    ),
  lots: z
    .array(lotJson)
    .describe('Points of what the event is about, and own lots it drew from; those that are gone too.'),
});
type Answer = z.output<typeof answer>;

interface Asked {
  readonly customerId: string;
  readonly source: string;
  readonly eventId: string;
}

@Controller('v1/members')
export class ExplainEventRoute {
  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(ProgrammeStore) private readonly programmes: ProgrammeStore,
  ) {}

  @Get(':id/explain/:source/:eventId')
  @ApiOperation({ summary: 'What an event did for a member and why, rule by rule. Source and id are percent-encoded.' })
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
    const programmes = await this.programmes.inForce(this.db);
    return this.db.snapshot(async (tx) => {
      // Facts, transfers and whereabouts are read one after the other, and have to be of one moment.
      return explained(tx, programmes, { customerId, source, eventId }, this.clock());
    });
  }
}

async function explained(tx: Tx, programmes: ProgrammeHistory, asked: Asked, now: Date): Promise<Answer> {
  const { customerId, source, eventId: id } = asked;
  if ((await findErased(tx, [customerId])).has(customerId)) throw unknownMember();
  const account = (await findAccounts(tx, [customerId])).accounts.get(customerId);
  if (account === undefined) throw unknownMember();
  const found = await explainWithChanges(tx, programmes, account, { source, id, now });
  if (found) {
    const { outcome, reason, programmeVersion, transfers, atFirst } = found;
    const customers = await findCustomers(tx, [found.account, ...drawersOf(found)]);
    const bookedFor = found.account === account ? undefined : customers.get(found.account);
    return {
      ...asked,
      outcome,
      programmeVersion,
      rules: rulesOf(found),
      ...(atFirst ? { atFirst: rulesOf({ rules: atFirst }) } : {}),
      corrections: correctionsOf(found),
      changed: changedOf(found),
      drawn: drawnOf(found, customers),
      lots: lotsOf(found),
      transfers: transfers.map((row) => transferOf(row, programmes)),
      ...(reason === undefined ? {} : { reason }),
      ...(bookedFor === undefined ? {} : { bookedFor }),
    };
  }
  const elsewhere = await withoutFact(tx, programmes, asked);
  if (elsewhere) return { ...asked, ...elsewhere, ...NOTHING };
  const detail = 'No event with this source and id has to do with this member, as far as is known.';
  throw new ProblemError(404, 'UNKNOWN_EVENT', detail);
}

const NOTHING = { rules: [], corrections: [], changed: [], transfers: [], drawn: [], lots: [] };

/** An event that is no fact of anybody: it waits, was refused, tells again what another told, or has nothing in it that the ledger keeps. */
async function withoutFact(
  tx: Tx,
  programmes: ProgrammeHistory,
  { customerId, source, eventId: id }: Asked,
): Promise<Pick<Answer, 'outcome' | 'reason' | 'detail' | 'programmeVersion'> | undefined> {
  const event = await findEvent(tx, { source, id });
  switch (event?.state) {
    case 'parked': {
      if (isOfOthers(event.customers, customerId)) return undefined;
      const { version } = programmeAt(programmes, event.at);
      return { outcome: 'parked', reason: event.waitsFor, programmeVersion: version };
    }
    case 'quarantined': {
      const { customers, reason, detail } = event;
      if (isOfOthers(customers, customerId)) return undefined;
      return { outcome: 'quarantined', reason, ...(customers.has(customerId) ? { detail } : {}) };
    }
    case 'accepted':
      // Nothing but the bucket of its customer is kept of it; nor of a repeat.
      return event.bucket === bucketOf(customerId) ? { outcome: 'no-effect', reason: 'nothing-for-points' } : undefined;
    case 'repeat':
      return event.bucket === bucketOf(customerId) ? { outcome: 'no-effect', reason: 'already-accepted' } : undefined;
    default:
      return undefined;
  }
}

/** One that names nobody may be anybody's. */
function isOfOthers(customers: ReadonlySet<string>, customerId: string): boolean {
  return customers.size > 0 && !customers.has(customerId);
}
