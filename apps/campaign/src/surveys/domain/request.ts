import { deterministicId, type Envelope } from '@perennial/contracts';
import type { SurveyRequest } from '@perennial/programme';

import { DAY_MS } from '../../domain/day.js';
import { drawOf, DRAWS } from '../../domain/draw.js';
import type { CustomerFeatures } from '../../domain/features.js';
import { holds } from '../../domain/triggers/event.trigger.js';
import type { StepTaken } from '../../domain/decision.js';

/** An event after which a customer may be asked, and what it is about. */
export interface Occasion {
  readonly event: Envelope;
  /** The person, where records were merged. */
  readonly customerId: string;
  readonly orderId?: string | undefined;
  readonly issueId?: string | undefined;
}

/** That a customer is to be asked, from some instant on. Instants are milliseconds since 1970. */
export interface NewRequest {
  /** The same for the same rule and issue, or order. */
  readonly requestId: string;
  readonly rule: SurveyRequest;
  readonly occasion: Occasion;
  readonly dueAt: number;
  /** What could be asked at once. */
  readonly steps: readonly StepTaken[];
  /** Why the customer is not asked; absent: the rest is asked when it is due. */
  readonly refused?: string;
}

/**
 * The requests that an event makes by the rules of the programme.
 *
 * Who is in the sample follows from rule and customer alone (decision 21): the first 32 bits of the name-based UUID of the list `survey-sample`,
 * rule, customer below a share of 2^32. A larger share keeps everybody who was in it.
 *
 * @param clock milliseconds: what happened `maxReactionAgeMs` ago or longer asks nobody
 */
export function requestsAfter(
  rules: readonly SurveyRequest[],
  occasion: Occasion,
  features: CustomerFeatures,
  { now, maxReactionAgeMs }: { readonly now: number; readonly maxReactionAgeMs: number },
): NewRequest[] {
  const { event, customerId, orderId, issueId } = occasion;
  return rules
    .filter(({ on, when }) => on === event.type && holds(when, features, event.data as object))
    .map((rule) => {
      const requestId = deterministicId('survey-request', rule.id, issueId ?? orderId ?? customerId);
      const dueAt = event.at + rule.afterDays * DAY_MS;
      const request = { requestId, rule, occasion, dueAt };
      if (now - event.at >= maxReactionAgeMs) return { ...request, steps: [AGED], refused: AGED.reason };
      if (isSampled(rule, customerId)) return { ...request, steps: [RECENT, SAMPLED] };
      return { ...request, steps: [RECENT, UNSAMPLED], refused: UNSAMPLED.reason };
    });
}

const AGED: StepTaken = { step: 'age', reason: 'too-old' };
const RECENT: StepTaken = { step: 'age', reason: 'passed' };
const SAMPLED: StepTaken = { step: 'sample', reason: 'passed' };
const UNSAMPLED: StepTaken = { step: 'sample', reason: 'not-sampled' };

function isSampled({ id, samplePercent }: SurveyRequest, customerId: string): boolean {
  return drawOf('survey-sample', id, customerId) * 100 < samplePercent * DRAWS;
}
