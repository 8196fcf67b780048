import { rewardIssued } from '@perennial/contracts';

import { daysOfProgramme } from '../domain/programme-movement.js';
import { addToProgrammeDays } from '../store/queries/add-to-programme-days.js';
import { measureAwards } from './measure-awards.js';
import { recordOffers } from './record-offers.js';
import type { Recorder } from './recorder.js';

/**
 * Counts points and rewards as the ledger and campaign tell of them. Nobody's message is refused, also not of somebody who
 * was forgotten here already: what was told before must be followed by what took it away, or points would stay outstanding.
 */
export const recordProgramme: Recorder = async (events, tx, chunk) => {
  const days = daysOfProgramme(events, chunk.timeZone);
  if (days.length > 0) await addToProgrammeDays(tx, chunk.partition, days);
  if (chunk.topic === rewardIssued.topic) {
    await measureAwards(events, tx, chunk);
    await recordOffers(events, tx, chunk);
  }
  return { messages: [] };
};
