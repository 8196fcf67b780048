import type { Campaign } from '@perennial/programme';

import { DAY_MS } from './day.js';
import { isAnswer } from './decide-in-turn.js';
import type { Decision } from './decision.js';

/** What a campaign decided about a customer last, skipped ones aside. */
export interface LastDecision extends Pick<Decision, 'outcome' | 'reason'> {
  /** By the service's clock; milliseconds since 1970. */
  readonly decidedAt: number;
}

interface Of {
  readonly customerId: string;
  readonly campaign: Pick<Campaign, 'id'>;
}

export const runName = ({ customerId, campaign }: Of): string => JSON.stringify([customerId, campaign.id]);

/**
 * The decisions to publish: whatever is an answer, and of offers that the cap, the margin or a budget withholds one after the other for the same
 * reason the first. Who measures knows of the customer by that, and a customer who triggers a campaign every minute is told of once.
 *
 * @param decisions in their order
 * @param last by `runName`: what was decided before them
 */
export function toPublish(decisions: readonly Decision[], last: ReadonlyMap<string, LastDecision>): Decision[] {
  const reasons = new Map([...last].map(([name, { reason }]) => [name, reason]));
  return decisions.filter((decision) => {
    if (decision.outcome === 'skipped') return false;
    const isRepeat = !isAnswer(decision) && reasons.get(runName(decision)) === decision.reason;
    reasons.set(runName(decision), decision.reason);
    return !isRepeat;
  });
}

/** Whether something that may pass, such as a cap or a budget, kept an offer back less than a day ago. @param now milliseconds since 1970 */
export function isHeldBack(last: LastDecision | undefined, now: number): boolean {
  return last?.outcome === 'withheld' && !isAnswer(last) && now - last.decidedAt < DAY_MS;
}
