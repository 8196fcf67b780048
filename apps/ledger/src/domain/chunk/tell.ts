import type { Envelope } from '@perennial/contracts';
import { programmeAt } from '@perennial/programme';

import { achievementMessage } from '../posting/achievement-message.js';
import { tierMessage } from '../posting/tier-message.js';
import type { Member } from '../posting/transfer.js';
import type { TierChange } from '../tier.js';
import type { AchievementChange } from '../world.js';
import type { Draft } from './draft.js';

/** What a member is told besides points. */
export interface News {
  readonly tiers: readonly TierChange[];
  readonly achievements: readonly AchievementChange[];
}

/**
 * Publishes what a member is told besides points.
 *
 * @returns the tier last told of
 */
export function tell(draft: Draft, member: Member, news: News, cause: Envelope | undefined): string {
  const { programmes } = draft.snapshot;
  let { tier } = member;
  for (const change of news.tiers) {
    tier = change.to;
    // Everybody begins in the lowest tier: entering it is no news.
    if (change.from === '') continue;
    draft.messages.push(tierMessage(member, change, programmeAt(programmes, change.at), cause));
  }
  for (const change of news.achievements) {
    const message = achievementMessage(member, change, programmes, cause, draft.name);
    if (message) draft.messages.push(message);
  }
  return tier;
}
