import type { Campaign } from '@perennial/programme';
import { z } from 'zod';

import type { BudgetOfMonth, CampaignSummary } from '../domain/campaign-summary.js';

const reasons = z.array(z.object({ reason: z.string(), n: z.int() }));

export const BudgetJson = z.object({
  month: z.string().describe("Calendar month of the programme's time zone."),
  unit: z.string().describe('offers, or an ISO 4217 currency: then minor units.'),
  limit: z.int(),
  used: z.int().describe('Set aside and spent together.'),
  reserved: z.int().describe('Set aside for open offers; of offers, those made.'),
  spent: z.int(),
});

export const CampaignJson = z.object({
  campaignId: z.string(),
  text: z.string().describe('What the customer reads.'),
  trigger: z.string().describe('Its kind.'),
  holdoutPercent: z.number(),
  offered: z.int().describe('Offers made.'),
  withheld: reasons.describe('Offers that would have been made, by the reason why not.'),
  skipped: reasons.describe('Times that the campaign was not for the customer then, by the reason.'),
  budgets: z.array(BudgetJson).describe('Of this month.'),
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

export function budgetJson({ month, unit, limit, used, reserved, spent }: BudgetOfMonth): z.output<typeof BudgetJson> {
  return { month, unit, limit, used, reserved, spent };
}
