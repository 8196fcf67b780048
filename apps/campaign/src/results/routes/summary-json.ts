import type { Campaign } from '@perennial/programme';
import { z } from 'zod';

import type { BudgetNow, CampaignSummary } from '../domain/campaign-summary.js';

const reasons = z.array(z.object({ reason: z.string(), n: z.int() }));

export const BudgetJson = z.object({
  period: z.string().describe("In the programme's time zone: 2027-03, 2027-W10, 2027-Q1, 2027, whole."),
  location: z.string().optional().describe('Of a budget that each location has.'),
  unit: z.string().describe('offers, points, or an ISO 4217 currency: then minor units.'),
  limit: z.int(),
  used: z.int().describe('Set aside and spent together.'),
  reserved: z.int().describe('Set aside for open offers; of offers, those made.'),
  spent: z.int().describe('Of money, when a code is used; of points and what they cost, when they are given.'),
});

export const CampaignJson = z.object({
  campaignId: z.string(),
  text: z.string().describe('What the customer reads.'),
  trigger: z.string().describe('Its kind.'),
  holdoutPercent: z.number(),
  offered: z.int().describe('Offers made.'),
  withheld: reasons.describe('Offers that would have been made, by the reason why not.'),
  skipped: reasons.describe('Times that the campaign was not for the customer then, by the reason.'),
  budgets: z.array(BudgetJson).describe('Of this month, and of the other periods that today is in.'),
});

export function campaignJson(campaign: Campaign, summary: CampaignSummary): z.output<typeof CampaignJson> {
  const { id, text, trigger, holdoutPercent } = campaign;
  const { offered, withheld, skipped, budgets } = summary;
  return {
    ...{ campaignId: id, text, trigger: trigger.kind, holdoutPercent, offered },
    withheld: [...withheld],
    skipped: [...skipped],
    budgets: budgets.map(budgetJson),
  };
}

export function budgetJson({
  period,
  location,
  unit,
  limit,
  used,
  reserved,
  spent,
}: BudgetNow): z.output<typeof BudgetJson> {
  return { period, ...(location !== undefined && { location }), unit, limit, used, reserved, spent };
}
