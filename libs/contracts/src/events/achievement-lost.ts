import { z } from 'zod';

import { achievementFields } from '../achievement-fields.js';
import { defineEvent, type DataOf } from '../define-event.js';

export const achievementLost = defineEvent({
  type: 'loyalty.achievement.lost.v1',
  topic: 'loyalty.achievement',
  subject: 'customerId',
  summary:
    'An achievement no longer counts as reached: something it was reached by came back or was taken back. Points for it are clawed back.',
  data: z.object(achievementFields),
  example: {
    customerId: 'c-7',
    achievement: 'five-purchases',
    badge: 'faithful',
    count: 4,
    times: 5,
    timesReached: 0,
    reason: { rule: 'five-purchases', programmeVersion: 1, text: 'Five purchases in a quarter' },
  },
});
export type AchievementLost = DataOf<typeof achievementLost>;
