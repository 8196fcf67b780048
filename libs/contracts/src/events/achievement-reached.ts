import { z } from 'zod';

import { achievementFields } from '../achievement-fields.js';
import { defineEvent, type DataOf } from '../define-event.js';

export const achievementReached = defineEvent({
  type: 'loyalty.achievement.reached.v1',
  topic: 'loyalty.achievement',
  subject: 'customerId',
  summary:
    'A member reached an achievement, once more or for the first time. Points for it come as a reward of their own.',
  data: z.object(achievementFields),
  example: {
    customerId: 'c-7',
    achievement: 'five-purchases',
    badge: 'faithful',
    count: 5,
    times: 5,
    timesReached: 1,
    reachedAt: '2027-03-30T10:00:00Z',
    reason: { rule: 'five-purchases', programmeVersion: 1, text: 'Five purchases in a quarter' },
  },
});
export type AchievementReached = DataOf<typeof achievementReached>;
