import { isEvent, surveyAnswered } from '@perennial/contracts';
import { dropRecords, lockCustomers } from '@perennial/customers';
import type { Rejection } from '@perennial/messaging';

import { surveyAnswerOf } from '../domain/survey-answer.js';
import { insertAnswers } from '../store/queries/insert-answers.js';
import type { Recorder } from './recorder.js';

/** Keeps answers to surveys. Which of somebody's answers counts is decided when it is asked, so that arrival does not matter. */
export const recordAnswers: Recorder = async (events, tx, { timeZone }) => {
  const told = events.filter((event) => isEvent(surveyAnswered, event));
  const customers = await lockCustomers(
    tx,
    told.flatMap(({ data }) => data.customerId ?? []),
  );
  const isForgotten = ({ data: { customerId } }: (typeof told)[number]): boolean =>
    customerId !== undefined && customers.isForgotten(customerId);
  const accepted = told.filter((event) => !isForgotten(event));
  await insertAnswers(
    tx,
    accepted.map((event) => surveyAnswerOf(event, customers.personOf, timeZone)),
  );
  const refused = told.filter(isForgotten);
  await dropRecords(
    tx,
    refused.flatMap(({ data }) => data.customerId ?? []),
  );
  return {
    messages: [],
    rejected: refused.map((event): Rejection => ({
      event,
      reason: 'SUBJECT_ERASED',
      detail: 'its customer has been forgotten',
    })),
  };
};
