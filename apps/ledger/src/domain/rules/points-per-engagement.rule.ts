import type { PointsPerEngagement } from '@perennial/programme';

import { engagementThing } from '../fact.js';
import { unconcerned, type RuleKind, type SkipReason } from './rule-kind.js';

interface Memory {
  readonly proofs: readonly string[];
}

const nothing: Memory = { proofs: [] };

/** A fixed award for something other than buying. What shows that it took place is paid once per member and rule. */
export const pointsPerEngagement: RuleKind<PointsPerEngagement, Memory> = {
  kind: 'points-per-engagement',
  decide(fact, memory = nothing, { rule }) {
    if (fact.kind !== 'engagement' || !rule.on.includes(fact.engagement)) return unconcerned;
    const { proofId } = fact;
    const about = { rule: rule.name, thing: engagementThing(proofId) };
    const inputs = { engagement: fact.engagement, proofId: proofId ?? null };
    const skip = (reason: SkipReason) => ({ outcomes: [{ result: 'skipped', ...about, reason, inputs } as const] });
    if (proofId === undefined) return skip('no-proof');
    if (memory.proofs.includes(proofId)) return skip('proof-already-paid');
    const { points, pendingDays } = rule;
    return {
      outcomes: [{ result: 'awarded', ...about, points: BigInt(points), inputs: { ...inputs, points }, pendingDays }],
      memory: { proofs: [...memory.proofs, proofId] },
    };
  },
};
