import type { EventDeclaration } from '@perennial/contracts';
import { z } from 'zod';

import { conditionMistake } from './condition-mistake.js';

/** The text of a condition, not checked yet. */
export const ConditionText = z.string().min(1).max(2_000);

/** A condition in CEL over the data of these events; checked against their fields when the document is read. */
export const conditionOver = (...events: readonly EventDeclaration[]) =>
  ConditionText.superRefine((text, context) => {
    const mistake = conditionMistake(text, events);
    if (!mistake) return;
    context.addIssue({ code: 'custom', message: mistake.message, params: { offset: mistake.offset } });
  }).describe(
    `CEL expression that is true when the rule applies, over the data of ${events.map(({ type }) => type).join(' or ')}.`,
  );

/** A condition in CEL over what is known of a customer. */
export const conditionOnCustomer = () =>
  ConditionText.superRefine((text, context) => {
    const mistake = conditionMistake(text, [], 'customer');
    if (!mistake) return;
    context.addIssue({ code: 'custom', message: mistake.message, params: { offset: mistake.offset } });
  }).describe('CEL expression over the `customer` that must be true.');
