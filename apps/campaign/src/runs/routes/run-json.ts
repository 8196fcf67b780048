import { Count } from '@perennial/contracts';
import { z } from 'zod';

import type { Run } from '../queries/runs.js';

export const RunJson = z.object({
  dueAt: z.string().describe('The instant that it is for.'),
  state: z
    .enum(['waiting', 'running', 'done', 'stopped'])
    .describe('waiting: its instant has not come. stopped: by a person, before everybody was looked at.'),
  lookedAt: Count.describe('Customers whose turn has been.'),
  decided: Count.describe('Of them those whom it is for; what was decided is in offered, withheld and skipped.'),
  endedAt: z.string().nullable(),
});

export function runJson({ dueAt, state, lookedAt, decided, endedAt }: Run, now: Date): z.output<typeof RunJson> {
  return {
    dueAt: dueAt.toISOString(),
    state: state === 'running' && dueAt > now ? 'waiting' : state,
    ...{ lookedAt, decided, endedAt: endedAt?.toISOString() ?? null },
  };
}
