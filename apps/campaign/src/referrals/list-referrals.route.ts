import { Controller, Get, Inject, Param } from '@nestjs/common';
import { ApiNotFoundResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { CustomerId } from '@perennial/contracts';
import { findPerson } from '@perennial/customers';
import { Database } from '@perennial/persistence';
import { z } from 'zod';

import { unknownMember } from '../routes/unknown-member.js';
import { stateOf } from './domain/referral-state.js';
import { ringSigns } from './domain/ring.js';
import { listReferrals, type ListedReferral } from './queries/list-referrals.js';

const Referral = z.object({
  referralId: z.string(),
  role: z.enum(['referrer', 'referee']).describe('The side of the member.'),
  other: z.string().describe('Customer id of the other side.'),
  state: z
    .enum(['invited', 'joined', 'qualified', 'rewarded', 'reversed'])
    .describe(
      'joined: the friend is a customer. qualified: the ledger gave points for the friend. rewarded: one of both got an offer for it. reversed: the points were taken back.',
    ),
  invitedAt: z.string(),
  qualifiedAt: z.string().optional(),
  reversedAt: z.string().optional(),
  ring: z
    .array(z.enum(['shared-device', 'shared-address', 'returned-favour']))
    .describe('Signs that both sides are the same people: such a referral brings no offers.'),
});
const answer = z.object({ referrals: z.array(Referral) });

@Controller('v1/members')
export class ListReferralsRoute {
  constructor(@Inject(Database) private readonly db: Database) {}

  @Get(':id/referrals')
  @ApiOperation({ summary: 'Whom a member brought, and who brought the member; the earliest first.' })
  @ApiOkResponse({ standardSchema: answer })
  @ApiNotFoundResponse({ description: '`UNKNOWN_MEMBER`: no accepted event has named the customer.' })
  async list(@Param('id', { schema: CustomerId }) customerId: string): Promise<z.output<typeof answer>> {
    const person = await findPerson(this.db, customerId);
    if (person === undefined) throw unknownMember();
    const referrals = await listReferrals(this.db, [person]);
    return { referrals: referrals.map((referral) => shown(referral, person, referrals)) };
  }
}

function shown(referral: ListedReferral, person: string, all: readonly ListedReferral[]): z.output<typeof Referral> {
  const { referralId, referrerId, refereeId, at, joined, qualifiedAt, rewarded, reversedAt } = referral;
  const isReferrer = referrerId === person;
  const qualified = qualifiedAt !== undefined;
  return {
    referralId,
    role: isReferrer ? 'referrer' : 'referee',
    other: isReferrer ? refereeId : referrerId,
    state: stateOf({ joined, qualified, rewarded, reversed: reversedAt !== undefined }),
    invitedAt: at.toISOString(),
    ...(qualifiedAt && { qualifiedAt: qualifiedAt.toISOString() }),
    ...(reversedAt && { reversedAt: reversedAt.toISOString() }),
    ring: ringSigns(referral, all),
  };
}
