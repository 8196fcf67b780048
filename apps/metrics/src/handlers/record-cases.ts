import { toldCases } from '../domain/told-case.js';
import { saveCases } from '../store/queries/save-cases.js';
import { lockRemembered } from './lock-remembered.js';
import type { Recorder } from './recorder.js';

/** Keeps what became of cases. What is told of somebody forgotten was under way, and has no effect. */
export const recordCases: Recorder = async (events, tx, { timeZone }) => {
  const { kept, personOf } = await lockRemembered(tx, toldCases(events), ({ customerId }) => customerId);
  await saveCases(
    tx,
    kept.map((each) => ({ ...each, customerId: personOf(each.customerId) })),
    timeZone,
  );
  return { messages: [] };
};
