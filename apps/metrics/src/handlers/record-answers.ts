import { isEvent, surveyAnswered } from '@perennial/contracts';
import { customersNamed, dropRecords, FORGOTTEN_DETAIL, lockCustomers } from '@perennial/customers';

import { surveyAnswerOf } from '../domain/survey-answer.js';
import { insertAnswers } from '../store/queries/insert-answers.js';
import type { Recorder } from './recorder.js';

/** Keeps answers to surveys. Which of somebody's answers counts is decided when it is asked, so that arrival does not matter. */
export const recordAnswers: Recorder = async (events, tx, { timeZone }) => {
  const told = events.filter((event) => isEvent(surveyAnswered, event));
  const customers = await lockCustomers(tx, told.flatMap(customersNamed));
  const refused = told.filter((event) => customersNamed(event).some(customers.isForgotten));
  const accepted = told.filter((event) => !refused.includes(event));
  await insertAnswers(
    tx,
    accepted.map((event) => surveyAnswerOf(event, customers.personOf, timeZone)),
  );
  await dropRecords(tx, refused.flatMap(customersNamed));
  return {
    messages: [],
    rejected: refused.map((event) => ({ event, reason: 'SUBJECT_ERASED', detail: FORGOTTEN_DETAIL })),
  };
};
