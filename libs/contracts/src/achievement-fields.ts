import { Count, CustomerId, Instant, Reason, Word } from './fields.js';

/** What every message about an achievement says: how it stands now, so that the newest one says it all. */
export const achievementFields = {
  customerId: CustomerId,
  achievement: Word.describe('Name of its rule in the programme.'),
  badge: Word.optional().describe('What the member can show for it.'),
  count: Count.describe(
    'What counted towards the next time when the newest of it did: time alone may have ended a window or a streak since. `times` where it is reached and does not begin anew. Of a streak, the periods in a row.',
  ),
  times: Count.describe('It is reached by so many.'),
  timesReached: Count.describe('How often it has been reached, by all that counts now.'),
  reachedAt: Instant.optional().describe('When it was reached last; absent: it is not.'),
  reason: Reason,
};
