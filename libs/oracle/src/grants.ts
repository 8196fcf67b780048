import { isEvent, pointsGranted } from '@perennial/contracts';

import type { Happening } from './happenings.js';
import { personAt, type Story } from './story.js';
import { accountOf, beActive, credit, type Books } from './wallets.js';

/** What campaigns give is given whole and at once: it was promised, and no limit of earning knows of it. */
export function happeningsOfGrants(story: Story, books: Books): Happening[] {
  return story.events
    .filter((event) => isEvent(pointsGranted, event))
    .map((event) => {
      const { grantId, customerId, points } = event.data;
      const act = () => {
        const owner = personAt(story, customerId, event);
        story.notice(owner === customerId ? 'points granted' : 'points granted after a merge');
        accountOf(books, owner).earned += points;
        const dates = { availableAt: event.at, expiresAt: story.programme.expiryOf(event.at) };
        credit(books, { owner, award: `grant ${grantId}`, earnedAt: event, points, ...dates }, event.at);
        beActive(books, owner, event.at);
      };
      return { place: event, act };
    });
}
