import { Controller, Get, Inject, Param } from '@nestjs/common';
import { ApiNotFoundResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { CustomerId } from '@perennial/contracts';
import { findPerson } from '@perennial/customers';
import { Database } from '@perennial/persistence';
import { z } from 'zod';

import { unknownMember } from '../routes/unknown-member.js';
import { listReferrals, type ListedReferral } from './queries/list-referrals.js';
import { tellReferral, toldReferral } from './referral-json.js';

const Referral = toldReferral.extend({
  role: z.enum(['referrer', 'referee']).describe('The side of the member.'),
  other: z.string().describe('Customer id of the other side.'),
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
  const { referrerId, refereeId } = referral;
  const isReferrer = referrerId === person;
  return {
    ...tellReferral(referral, all),
    role: isReferrer ? 'referrer' : 'referee',
    other: isReferrer ? refereeId : referrerId,
  };
}
