import { z } from 'zod';

import { stateOf } from './domain/referral-state.js';
import { ringSigns } from './domain/ring.js';
import type { ListedReferral } from './queries/list-referrals.js';

export const toldReferral = z.object({
  referralId: z.string(),
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

/** @param all every known referral of its referrer, on either side */
export function tellReferral(referral: ListedReferral, all: readonly ListedReferral[]): z.output<typeof toldReferral> {
  const { referralId, at, joined, qualifiedAt, rewarded, reversedAt } = referral;
  const qualified = qualifiedAt !== undefined;
  return {
    referralId,
    state: stateOf({ joined, qualified, rewarded, reversed: reversedAt !== undefined }),
    invitedAt: at.toISOString(),
    ...(qualifiedAt && { qualifiedAt: qualifiedAt.toISOString() }),
    ...(reversedAt && { reversedAt: reversedAt.toISOString() }),
    ring: ringSigns(referral, all),
  };
}
