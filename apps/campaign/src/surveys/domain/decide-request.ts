import type { SurveyRequest, SurveySettings } from '@perennial/programme';

import { DAY_MS } from '../../domain/day.js';
import type { StepTaken } from '../../domain/decision.js';

/** What is known of a customer when it is due to ask. Instants are milliseconds since 1970. */
export interface Asked {
  readonly dueAt: number;
  /** Undefined: the programme has it no more. */
  readonly rule: SurveyRequest | undefined;
  readonly consents: Readonly<Record<string, boolean>> | undefined;
  /** The order that it is about was cancelled. */
  readonly orderCancelled: boolean;
  readonly hasOpenCase: boolean;
  /** When the customer was asked before. */
  readonly contacts: readonly number[];
}

interface Question {
  readonly step: string;
  readonly ask: (asked: Asked, around: Around) => Omit<StepTaken, 'step'>;
}

interface Around {
  readonly perCustomer: SurveySettings['perCustomer'];
  readonly now: number;
  readonly maxReactionAgeMs: number;
}

const PASSED = { reason: 'passed' };

/** In the order they are asked; the first that does not pass is the reason. Reasons are stored and shown to support: never renamed. */
const QUESTIONS: readonly Question[] = [
  { step: 'rule', ask: ({ rule }) => (rule ? PASSED : { reason: 'rule-gone' }) },
  {
    // The service may have been away: nobody is asked about what was long ago.
    step: 'late',
    ask: ({ dueAt }, { now, maxReactionAgeMs }) => (now - dueAt < maxReactionAgeMs ? PASSED : { reason: 'too-old' }),
  },
  {
    step: 'consent',
    ask: ({ consents, rule }) => {
      if (consents?.['surveys'] === false) return { reason: 'no-consent', inputs: { consent: 'surveys' } };
      const needed = rule?.consent;
      if (needed === undefined || consents?.[needed] === true) return PASSED;
      return { reason: 'no-consent', inputs: { consent: needed } };
    },
  },
  { step: 'order', ask: ({ orderCancelled }) => (orderCancelled ? { reason: 'order-cancelled' } : PASSED) },
  { step: 'open-case', ask: ({ hasOpenCase }) => (hasOpenCase ? { reason: 'open-case' } : PASSED) },
  {
    step: 'contact-cap',
    ask: ({ contacts }, { perCustomer, now }) => {
      const asked = contacts.filter((at) => at > now - perCustomer.days * DAY_MS).length;
      const inputs = { asked, ...perCustomer };
      return { reason: asked < perCustomer.most ? 'passed' : 'contact-cap', inputs };
    },
  },
];

/**
 * Whether a customer is asked now. One who was asked exactly `perCustomer.days` days of 24 hours ago does not count as asked any more.
 *
 * @returns the questions up to the one that stops it, and its reason, `passed` when none does
 */
export function decideRequest(asked: Asked, around: Around): { readonly reason: string; readonly steps: StepTaken[] } {
  const steps: StepTaken[] = [];
  for (const { step, ask } of QUESTIONS) {
    const found = ask(asked, around);
    steps.push({ step, ...found });
    if (found.reason !== 'passed') return { reason: found.reason, steps };
  }
  return { reason: 'passed', steps };
}
