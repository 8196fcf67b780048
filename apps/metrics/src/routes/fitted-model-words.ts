import { Count } from '@perennial/contracts';
import { z } from 'zod';

import { isoDate } from '../domain/calendar-day.js';
import { DAYS_PER_WEEK, type Model } from '../domain/model.js';

export const calendarDate = z.string().describe('YYYY-MM-DD in the time zone of the programme.');

const parameters = z.record(z.string(), z.number());

const fit = z.object({
  parameters,
  forecastParameters: parameters
    .optional()
    .describe('What is forecast by, where it is not `parameters`: of the model in which nobody gives up.'),
  dropoutIdentified: z.boolean().optional().describe('Whether the data show that customers give up, by this model.'),
  standardErrors: parameters.optional().describe('Absent when the data do not determine all parameters.'),
  logLikelihood: z.number(),
  gradientNorm: z.number().describe('Of the mean log-likelihood per customer; below 1e-6 is a maximum.'),
  customers: Count.describe('Customers the likelihood was summed over.'),
});

/** The models of a currency with all that is known of their fits. */
export const fittedModel = z.object({
  version: z.string(),
  fittedAt: z.string(),
  firstDay: calendarDate.describe('First purchase day in the data.'),
  lastDay: calendarDate.describe('Last purchase day in the data.'),
  asOf: calendarDate.describe('The day the age of the customers was counted to.'),
  timeUnitDays: z.number().describe('Unit of alpha and of the likelihoods.'),
  repeatCustomers: Count,
  dropoutIdentified: z.boolean().describe('Whether the data show that customers give up at all, by BG/NBD.'),
  bgNbd: fit,
  mbgNbd: fit.optional(),
  gammaGamma: fit.optional().describe('v in minor units. Absent when no mean spend can be told.'),
});

export function shownModel(model: Model): z.output<typeof fittedModel> {
  const { purchases, purchasesMbg, spend } = model;
  return {
    version: model.version,
    fittedAt: model.fittedAt.toISOString(),
    firstDay: isoDate(model.firstDay),
    lastDay: isoDate(model.lastDay),
    asOf: isoDate(model.asOfDay),
    timeUnitDays: DAYS_PER_WEEK,
    repeatCustomers: purchases.repeatCustomers,
    dropoutIdentified: purchases.dropoutIdentified,
    bgNbd: shownFit(purchases),
    ...(purchasesMbg && { mbgNbd: shownFit(purchasesMbg) }),
    ...(spend && { gammaGamma: shownFit(spend) }),
  };
}

function shownFit(found: NonNullable<Model['purchases'] | Model['spend']>): z.output<typeof fit> {
  return {
    parameters: { ...found.parameters },
    ...('dropoutIdentified' in found && { dropoutIdentified: found.dropoutIdentified }),
    ...('dropoutIdentified' in found &&
      !found.dropoutIdentified && { forecastParameters: { ...found.forecastParameters } }),
    ...(found.standardErrors && { standardErrors: { ...found.standardErrors } }),
    logLikelihood: found.logLikelihood,
    gradientNorm: found.gradientNorm,
    customers: found.customers,
  };
}
