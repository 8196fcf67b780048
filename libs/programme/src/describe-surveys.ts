import { counted } from './plain-words.js';
import type { SurveyRequest, SurveySettings } from './surveys.schema.js';

/** Who is asked what and when, one sentence each; and how often at most. */
export function surveySentences({ requests, perCustomer: { most, days } }: SurveySettings): string[] {
  return [
    ...requests.map(requestSentence),
    `Nobody is asked more than ${most === 1 ? 'once' : `${most} times`} in ${counted(days, 'day')}.`,
  ];
}

function requestSentence({ id, survey, on, when, afterDays, samplePercent }: SurveyRequest): string {
  const whom = samplePercent === 100 ? 'customers are' : `${samplePercent} % of the customers are`;
  const later = afterDays === 0 ? 'right after' : `${counted(afterDays, 'day')} after`;
  return `${id}: ${whom} asked ${survey} ${later} ${on}${when === undefined ? '' : ` when ${when}`}.`;
}
