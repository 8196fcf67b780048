import { isEvent, surveyAnswered, surveyInvited } from '@perennial/contracts';
import { customersNamed, dropRecords, FORGOTTEN_DETAIL, lockCustomers } from '@perennial/customers';

import { surveyAnswerOf } from '../domain/survey-answer.js';
import { surveyInvitationOf } from '../domain/survey-invitation.js';
import { insertAnswers } from '../store/queries/insert-answers.js';
import { insertInvitations } from '../store/queries/insert-invitations.js';
import type { Recorder } from './recorder.js';

/**
 * Keeps who was asked and what was answered. Which of somebody's answers counts, and to which invitation, is decided when it
 * is asked, so that arrival does not matter.
 */
export const recordSurveys: Recorder = async (events, tx, { timeZone, themes }) => {
  const told = events.filter((event) => isEvent(surveyAnswered, event) || isEvent(surveyInvited, event));
  const customers = await lockCustomers(tx, told.flatMap(customersNamed));
  const refused = told.filter((event) => customersNamed(event).some(customers.isForgotten));
  const accepted = told.filter((event) => !refused.includes(event));
  const answers = accepted.filter((event) => isEvent(surveyAnswered, event));
  const invitations = accepted.filter((event) => isEvent(surveyInvited, event));
  await insertAnswers(
    tx,
    answers.map((event) => surveyAnswerOf(event, customers.personOf, { timeZone, themes })),
  );
  await insertInvitations(
    tx,
    invitations.map((event) => surveyInvitationOf(event, customers.personOf, timeZone)),
  );
  await dropRecords(tx, refused.flatMap(customersNamed));
  return {
    messages: [],
    rejected: refused.map((event) => ({ event, reason: 'SUBJECT_ERASED', detail: FORGOTTEN_DETAIL })),
  };
};
