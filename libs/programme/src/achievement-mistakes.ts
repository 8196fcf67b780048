import { engagementRecorded, purchaseCompleted, reviewPublished, type EventDeclaration } from '@perennial/contracts';
import type { z } from 'zod';

import { conditionMistake } from './conditions/condition-mistake.js';

/** What an achievement can be of, and the event that is counted; a friend is none of the member's own. */
const EVENTS: Readonly<Record<string, EventDeclaration | undefined>> = {
  purchases: purchaseCompleted,
  reviews: reviewPublished,
  engagements: engagementRecorded,
};

interface Achievement {
  readonly of: string;
  readonly on?: unknown;
  readonly purchaseFromMinor?: unknown;
  readonly when?: string | undefined;
  readonly withinDays?: unknown;
  readonly streak?: unknown;
  readonly points: number;
  readonly badge?: unknown;
}

/** Keys of an achievement that do not go together. */
export function achievementMistakes(rule: Achievement, context: z.core.$RefinementCtx): void {
  const issue = (key: string, message: string, params = {}) =>
    context.addIssue({ code: 'custom', path: [key], message, params });
  const event = EVENTS[rule.of];
  if (rule.of === 'engagements' && rule.on === undefined) issue('on', 'is missing: the kinds of engagement that count');
  if (rule.of !== 'engagements' && rule.on !== undefined) issue('on', 'is only for an achievement of engagements');
  if (rule.of !== 'purchases' && rule.purchaseFromMinor !== undefined)
    issue('purchaseFromMinor', 'is only for an achievement of purchases');
  if (rule.withinDays !== undefined && rule.streak !== undefined)
    issue('streak', 'cannot be there with withinDays: an achievement has a window or is a streak');
  if (rule.points === 0 && rule.badge === undefined) issue('points', 'must be at least 1 where there is no badge');
  if (rule.when === undefined) return;
  if (!event) return issue('when', 'is not for an achievement of friends');
  const mistake = conditionMistake(rule.when, [event]);
  if (mistake) issue('when', mistake.message, { offset: mistake.offset });
}
