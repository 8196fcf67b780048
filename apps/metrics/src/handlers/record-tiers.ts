import { isEvent, tierChanged } from '@perennial/contracts';

import { calendarDay } from '../domain/calendar-day.js';
import { insertTierChanges } from '../store/queries/insert-tier-changes.js';
import { lockRemembered } from './lock-remembered.js';
import type { Recorder } from './recorder.js';

/** Keeps in which tiers customers were. What is told of somebody forgotten was under way, and has no effect. */
export const recordTiers: Recorder = async (events, tx, { timeZone }) => {
  const told = events.filter((event) => isEvent(tierChanged, event));
  const { kept, personOf } = await lockRemembered(tx, told, ({ data }) => data.customerId);
  await insertTierChanges(
    tx,
    kept.map(({ at, source, id, data: { customerId, from, to } }) => ({
      ...{ customerId: personOf(customerId), at, source, id, from, to, day: calendarDay(at, timeZone) },
    })),
  );
  return { messages: [] };
};
