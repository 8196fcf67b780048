import { isEvent, tierChanged } from '@perennial/contracts';
import { customersNamed, dropRecords, lockCustomers } from '@perennial/customers';

import { calendarDay } from '../domain/calendar-day.js';
import { insertTierChanges } from '../store/queries/insert-tier-changes.js';
import type { Recorder } from './recorder.js';

/** Keeps in which tiers customers were. What is told of somebody forgotten was under way, and has no effect. */
export const recordTiers: Recorder = async (events, tx, { timeZone }) => {
  const told = events.filter((event) => isEvent(tierChanged, event));
  const customers = await lockCustomers(tx, told.flatMap(customersNamed));
  const kept = told.filter(({ data }) => !customers.isForgotten(data.customerId));
  await insertTierChanges(
    tx,
    kept.map(({ at, source, id, data: { customerId, from, to } }) => ({
      ...{ customerId: customers.personOf(customerId), at, source, id, from, to, day: calendarDay(at, timeZone) },
    })),
  );
  await dropRecords(tx, told.filter((event) => !kept.includes(event)).flatMap(customersNamed));
  return { messages: [] };
};
