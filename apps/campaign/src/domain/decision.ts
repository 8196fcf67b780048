import { deterministicId } from '@perennial/contracts';

import type { Candidate } from './candidate.js';
import { armOf, type Arm } from './holdout.js';
import { worthOf, type Money } from './situation.js';
import { steps } from './steps/index.js';
import type { Asked, Finding } from './steps/step.js';

export interface StepTaken extends Omit<Finding, 'stop'> {
  readonly step: string;
}

/** What a campaign answered a customer, and why. */
export interface Decision extends Candidate {
  /** Also the id of the offer made or withheld: the same for the same customer, campaign and cause. */
  readonly decisionId: string;
  readonly arm: Arm;
  readonly outcome: 'offered' | 'withheld' | 'skipped';
  readonly reason: string;
  readonly steps: readonly StepTaken[];
  /** Face value of the offer. */
  readonly worth?: Money;
  readonly month: string;
}

/** The control group of all campaigns is drawn like the holdout of a campaign of this name, which none can have. */
const CONTROL_GROUP = '*';

/** Asks the steps about a customer who triggered a campaign. */
export function decide(
  candidate: Candidate,
  around: Omit<Asked, 'candidate' | 'arm' | 'controlArm' | 'worth'>,
): Decision {
  const { customerId, campaign, cause } = candidate;
  const arm = armOf(customerId, campaign.id, campaign.holdoutPercent);
  const controlPercent = campaign.holdoutPercent > 0 ? around.bounds.controlPercent : 0;
  const controlArm = armOf(customerId, CONTROL_GROUP, controlPercent);
  const worth = worthOf(campaign, around.situation, around.market);
  const asked: Asked = { ...around, candidate, arm, controlArm, worth };
  const decided = {
    ...candidate,
    decisionId: deterministicId('offer', customerId, campaign.id, cause.source, cause.id),
    arm: controlArm === 'holdout' ? controlArm : arm,
    month: around.month,
    ...(worth && { worth }),
  };
  const taken: StepTaken[] = [];
  for (const { name: step, ask } of steps) {
    const { stop, ...finding } = ask(asked);
    taken.push({ step, ...finding });
    if (stop) return { ...decided, outcome: stop, reason: finding.reason, steps: taken };
  }
  return { ...decided, outcome: 'offered', reason: 'passed', steps: taken };
}
