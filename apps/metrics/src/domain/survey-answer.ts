import type { EventOf, Placed, surveyAnswered } from '@perennial/contracts';
import { themesNamed, type Programme } from '@perennial/programme';

import { calendarDay } from './calendar-day.js';
import { choicesOf, type Choice } from './survey-choices.js';

/** What is kept of an answer, and where it stands in the order of things. */
export interface SurveyAnswer extends Placed {
  readonly responseId: string;
  /** The person; absent: anonymous. */
  readonly customerId?: string | undefined;
  readonly survey: string;
  readonly touchpoint?: string | undefined;
  readonly locationId?: string | undefined;
  readonly orderId?: string | undefined;
  readonly score: number;
  readonly choices?: Readonly<Record<string, Choice>> | undefined;
  /** Those of the programme's that it names. */
  readonly themes: readonly string[];
  /** Days since 1970-01-01. */
  readonly day: number;
}

/** @param programme its time zone, in which the answer falls on a day, and its themes */
export function surveyAnswerOf(
  { at, source, id, data }: EventOf<typeof surveyAnswered>,
  personOf: (customerId: string) => string,
  programme: Pick<Programme, 'timeZone' | 'themes'>,
): SurveyAnswer {
  const { responseId, customerId, survey, touchpoint, locationId, orderId, score, answers } = data;
  return {
    ...{ at, source, id, responseId, survey, touchpoint, locationId, orderId, score },
    customerId: customerId === undefined ? undefined : personOf(customerId),
    choices: choicesOf(answers),
    themes: themesNamed(programme, answers),
    day: calendarDay(at, programme.timeZone),
  };
}
