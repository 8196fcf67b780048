import { isEvent, surveyAnswered, surveyInvited } from '@perennial/contracts';
import { FORGOTTEN_DETAIL } from '@perennial/customers';

import { surveyAnswerOf } from '../domain/survey-answer.js';
import { surveyInvitationOf } from '../domain/survey-invitation.js';
import { insertAnswers } from '../store/queries/insert-answers.js';
import { insertInvitations } from '../store/queries/insert-invitations.js';
import { lockRemembered } from './lock-remembered.js';
import type { Recorder } from './recorder.js';

/**
 * Keeps who was asked and what was answered. Which of somebody's answers counts, and to which invitation, is decided when it
 * is asked, so that arrival does not matter.
 */
export const recordSurveys: Recorder = async (events, tx, { timeZone, themes }) => {
  const told = events.filter((event) => isEvent(surveyAnswered, event) || isEvent(surveyInvited, event));
  const { kept, dropped, personOf } = await lockRemembered(tx, told, ({ data }) => data.customerId);
  const answers = kept.filter((event) => isEvent(surveyAnswered, event));
  const invitations = kept.filter((event) => isEvent(surveyInvited, event));
  await insertAnswers(
    tx,
    answers.map((event) => surveyAnswerOf(event, personOf, { timeZone, themes })),
  );
  await insertInvitations(
    tx,
    invitations.map((event) => surveyInvitationOf(event, personOf, timeZone)),
  );
  return {
    messages: [],
    rejected: dropped.map((event) => ({ event, reason: 'SUBJECT_ERASED', detail: FORGOTTEN_DETAIL })),
  };
};
