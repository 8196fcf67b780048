import { programmeAt, type ProgrammeHistory } from '@perennial/programme';

import type { JudgedReferral } from '../referral-graph.js';
import type { Inputs } from '../rules/rule-kind.js';
import type { NothingReason, RuleExplained } from './explanation.js';

/** What a referral's own event came to for one of its sides: by itself it never pays, the friend's purchase does. */
export function explainReferral(
  programmes: ProgrammeHistory,
  account: string,
  referral: JudgedReferral,
): RuleExplained[] {
  const rule = programmeAt(programmes, referral.at).rules.find(({ kind }) => kind === 'points-per-referral');
  if (rule?.kind !== 'points-per-referral') return [];
  const reason = referral.verdict === 'accepted' ? stageOf(referral) : referral.verdict;
  const sides = [
    ...(referral.referrer === account ? [rule.referrer.name] : []),
    ...(referral.referee === account ? [rule.referee.name] : []),
  ];
  return sides.map((name) => ({
    rule: name,
    thing: `referral:${referral.referralId}`,
    result: 'skipped',
    reason,
    inputs: inputsOf(referral),
  }));
}

function stageOf({ qualifiedBy, lostAt }: JudgedReferral): NothingReason {
  if (lostAt) return 'lost-by-return';
  return qualifiedBy ? 'paid-with-purchase' : 'waits-for-purchase';
}

function inputsOf({ referralId, boughtBefore, verdict, qualifiedBy, lostAt }: JudgedReferral): Inputs {
  const lost = lostAt && (lostAt.then ?? lostAt);
  return {
    referralId,
    boughtBefore,
    verdict,
    ...(qualifiedBy ? { purchaseSource: qualifiedBy.source, purchaseId: qualifiedBy.id } : {}),
    ...(lost ? { returnSource: lost.source, returnId: lost.id } : {}),
  };
}
