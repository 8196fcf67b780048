import { purchaseDaysAndModels } from './0001-purchase-days-and-models.js';
import { ordersPersonsProfiles } from './0002-orders-persons-profiles.js';
import { surveyAnswers } from './0010-survey-answers.js';
import { programmeDays } from './0020-programme-days.js';
import { targets } from './0030-targets.js';
import { tiersAndOffers } from './0031-tiers-and-offers.js';
import { surveyInvitations } from './0032-survey-invitations.js';
import { firstAnswers } from './0033-first-answers.js';
import { keptGauges } from './0035-kept-gauges.js';
import { casesAndThemes } from './0040-cases-and-themes.js';
import { targetsOfManyParts } from './0041-targets-of-many-parts.js';
import { fittedAmidRecords } from './0050-fitted-amid-records.js';

/** In the order they are applied. A migration that is in use is never changed. */
export const metricsMigrations = [
  purchaseDaysAndModels,
  ordersPersonsProfiles,
  surveyAnswers,
  programmeDays,
  targets,
  tiersAndOffers,
  surveyInvitations,
  firstAnswers,
  keptGauges,
  casesAndThemes,
  targetsOfManyParts,
  fittedAmidRecords,
];
