import {
  FORGOTTEN_DETAIL,
  customersNamed,
  dropRecords,
  lockCustomers,
  type LockedCustomers,
} from '@perennial/customers';
import { isEvent, referralCreated, surveyAnswered, type Envelope } from '@perennial/contracts';
import type { Tx } from '@perennial/persistence';

import { followAudiences } from '../audiences/follow-audiences.js';
import { followUp } from '../cases/follow-up.js';
import { npsBandOf } from '../domain/features.js';
import { makesKnown } from '../domain/makes-known.js';
import { saveReferrals } from '../referrals/queries/save-referrals.js';
import { saveFeatures } from '../store/queries/save-features.js';
import { askAfterIssues } from '../surveys/ask-after.js';
import type { Answer } from './campaign-chunk.js';
import { answerTold } from './answer-told.js';

/** Answers what customers do besides buying, and keeps that there are the customers it is about. */
export const answerEvents: Answer = async (events, tx, chunk) => {
  const customers = await lockCustomers(tx, events.flatMap(customersNamed));
  const refused = new Set(events.filter((event) => customersNamed(event).some(customers.isForgotten)));
  const accepted = events.filter((event) => !refused.has(event));
  const known = new Set(accepted.filter(makesKnown).flatMap(customersNamed));
  await dropRecords(
    tx,
    [...customers.created].filter((customerId) => !known.has(customerId)),
  );
  const followed = await followAudiences(tx, await saveSurveyBands(tx, accepted, customers), chunk);
  await saveReferrals(
    tx,
    accepted.filter((event) => isEvent(referralCreated, event)),
    customers.personOf,
  );
  const cases = await followUp(tx, accepted, customers.personOf, chunk);
  const asked = await askAfterIssues(tx, accepted, customers.personOf, chunk);
  const messages = await answerTold(tx, accepted, customers.personOf, chunk);
  return {
    messages: [...cases, ...asked, ...followed, ...messages],
    rejected: [...refused].map((event) => ({ event, reason: 'SUBJECT_ERASED', detail: FORGOTTEN_DETAIL })),
  };
};

/** @returns by person whose band was told: the last event that did */
async function saveSurveyBands(
  tx: Tx,
  events: readonly Envelope[],
  { personOf }: LockedCustomers,
): Promise<Map<string, Envelope>> {
  const last = new Map<string, Envelope>();
  await saveFeatures(
    tx,
    events.flatMap((event) => {
      if (!isEvent(surveyAnswered, event) || event.data.survey !== 'nps' || event.data.customerId === undefined)
        return [];
      const { at, source, id, data } = event;
      const customerId = personOf(event.data.customerId);
      last.set(customerId, event);
      return [{ customerId, kind: 'survey' as const, data: { npsBand: npsBandOf(data.score) }, at, source, id }];
    }),
  );
  return last;
}
