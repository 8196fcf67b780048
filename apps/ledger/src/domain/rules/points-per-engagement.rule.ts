import type { PointsPerEngagement } from '@perennial/programme';

import { dayOf } from '../calendar.js';
import { engagementThing } from '../fact.js';
import { unconcerned, type RuleKind, type SkipReason } from './rule-kind.js';

interface Memory {
  readonly proofs: readonly string[];
  /** The day of the newest paid one, and how many were paid on it. */
  readonly day: string;
  readonly paidOnDay: number;
}

const nothing: Memory = { proofs: [], day: '', paidOnDay: 0 };

/** A fixed award for something other than buying. What shows that it took place is paid once per member and rule. */
export const pointsPerEngagement: RuleKind<PointsPerEngagement, Memory> = {
  kind: 'points-per-engagement',
  decide(fact, memory = nothing, { rule, timeZone }) {
    if (fact.kind !== 'engagement' || !rule.on.includes(fact.engagement)) return unconcerned;
    const { proofId } = fact;
    const about = { rule: rule.name, thing: engagementThing(proofId) };
    const day = dayOf(fact.at, timeZone);
    const paidOnDay = day === memory.day ? memory.paidOnDay : 0;
    const inputs = { engagement: fact.engagement, proofId: proofId ?? null, day, paidOnDayBefore: paidOnDay };
    const skip = (reason: SkipReason) => ({ outcomes: [{ result: 'skipped', ...about, reason, inputs } as const] });
    if (proofId === undefined) return skip('no-proof');
    if (memory.proofs.includes(proofId)) return skip('proof-already-paid');
    if (rule.paidPerDayMax !== undefined && paidOnDay >= rule.paidPerDayMax) return skip('limit-reached');
    const { points, pendingDays } = rule;
    return {
      outcomes: [{ result: 'awarded', ...about, points: BigInt(points), inputs: { ...inputs, points }, pendingDays }],
      memory: { proofs: [...memory.proofs, proofId], day, paidOnDay: paidOnDay + 1 },
    };
  },
};
