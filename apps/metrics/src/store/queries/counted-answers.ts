import type { SurveyWindow } from '../../domain/survey-window.js';

/** Which answers a report is about. */
export interface WantedAnswers {
  readonly survey: string;
  readonly window: SurveyWindow;
  readonly touchpoint?: string | undefined;
  readonly locationId?: string | undefined;
}

/** Condition on `survey_answer a` or `survey_invitation a` of any survey, for the parameters that `wantedParameters` gives. */
export const ASKED_FOR = /* sql */ `
  a.day between $2 and $3 and ($4::text is null or a.touchpoint = $4) and ($5::text is null or a.location_id = $5)`;

/** The same of the survey that is wanted. */
export const WANTED = /* sql */ `a.survey = $1 and ${ASKED_FOR}`;

/** $1 to $5. */
export function wantedParameters({
  survey,
  window,
  touchpoint,
  locationId,
}: Omit<WantedAnswers, 'survey'> & { readonly survey: string | null }): unknown[] {
  return [survey, window.from ?? '-infinity', window.to ?? 'infinity', touchpoint ?? null, locationId ?? null];
}

const ANONYMOUS = 'case when a.customer_id is null then a.response_id end';

/**
 * Whose answer `survey_answer a` is, as two columns of which one is null: the person, or the response, because everybody anonymous is
 * somebody else.
 */
export const WHO = `a.customer_id, ${ANONYMOUS}`;

/** The same, named `customer_id` and `anonymous`, to be told apart by further on. */
export const WHO_NAMED = `a.customer_id, ${ANONYMOUS} as anonymous`;

/** Latest first, by the order of things, which does not depend on the order of arrival. */
export const LATEST_FIRST = /* sql */ `a.answered_at desc, a.source desc, a.event_id desc`;
