import { dropRecords, lockCustomers } from '@perennial/customers';

import { toldCases } from '../domain/told-case.js';
import { saveCases } from '../store/queries/save-cases.js';
import type { Recorder } from './recorder.js';

/** Keeps what became of cases. What is told of somebody forgotten was under way, and has no effect. */
export const recordCases: Recorder = async (events, tx, { timeZone }) => {
  const told = toldCases(events);
  const customers = await lockCustomers(
    tx,
    told.map(({ customerId }) => customerId),
  );
  const kept = told.filter(({ customerId }) => !customers.isForgotten(customerId));
  await saveCases(
    tx,
    kept.map((each) => ({ ...each, customerId: customers.personOf(each.customerId) })),
    timeZone,
  );
  await dropRecords(tx, [...customers.created].filter(customers.isForgotten));
  return { messages: [] };
};
