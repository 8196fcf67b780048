import { deterministicId, rewardIssued, type RewardIssued } from '@perennial/contracts';

import { LEDGER_SOURCE } from '../decision.js';
import { saveMember, type Draft } from './draft.js';

/** What was redeemed, as `loyalty.reward-issued` tells of it. */
export interface IssuedReward extends Omit<RewardIssued, 'rewardId' | 'customerId' | 'reason' | 'memberSequence'> {
  readonly redemptionId: string;
  readonly programmeVersion: number;
  /** What the member reads. */
  readonly text: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** Tells of a reward that points were redeemed for: the next in the count of the member's rewards. */
export function issueReward(draft: Draft, account: string, reward: IssuedReward): void {
  const member = draft.members.get(account);
  if (!member) throw new RangeError(`account ${account} is not locked`);
  const { redemptionId, programmeVersion, text, at, ...about } = reward;
  const { customerId } = member;
  const rewardSequence = member.rewardSequence + 1n;
  const id = deterministicId(customerId, 'redemption', `redemption:${redemptionId}`, LEDGER_SOURCE, redemptionId);
  saveMember(draft, { ...member, rewardSequence });
  draft.messages.push({
    type: rewardIssued.type,
    id,
    time: new Date(at).toISOString(),
    subject: customerId,
    causationid: redemptionId,
    causationsource: LEDGER_SOURCE,
    data: {
      rewardId: id,
      customerId,
      ...about,
      reason: { rule: 'redemption', programmeVersion, text },
      memberSequence: Number(rewardSequence),
    },
  });
}
