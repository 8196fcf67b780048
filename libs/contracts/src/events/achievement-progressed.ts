import { z } from 'zod';

import { achievementFields } from '../achievement-fields.js';
import { defineEvent, type DataOf } from '../define-event.js';

export const achievementProgressed = defineEvent({
  type: 'loyalty.achievement.progressed.v1',
  topic: 'loyalty.achievement',
  subject: 'customerId',
  summary:
    'Something more counts towards an achievement, or something no longer does. Not sent when time alone ends a window or a streak.',
  data: z.object(achievementFields),
  example: {
    customerId: 'c-7',
    achievement: 'five-purchases',
    badge: 'faithful',
    count: 3,
    times: 5,
    timesReached: 0,
    reason: { rule: 'five-purchases', programmeVersion: 1, text: 'Five purchases in a quarter' },
  },
});
export type AchievementProgressed = DataOf<typeof achievementProgressed>;
