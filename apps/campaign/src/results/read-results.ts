import { shareOf } from '@perennial/figures';
import type { Database } from '@perennial/persistence';
import type { Campaign } from '@perennial/programme';

import { measureOptions } from '../choices/domain/measure-options.js';
import { countChoices } from '../choices/queries/count-choices.js';
import { RESULT_ARMS, type Arms } from './domain/arm-sums.js';
import { assignedTo, caveatsOf, ratioOf, retentionCaveats } from './domain/campaign-results.js';
import { budgetsOf } from './domain/campaign-summary.js';
import { measureCampaign } from './domain/measure-campaign.js';
import { measureRetention, type MeasuredRetention, type RetainedCount } from './domain/measure-retention.js';
import { dayIn } from '../domain/period.js';
import { withNextWindow, type Asked } from './queries/assigned.js';
import { countAssigned, type AssignedCount } from './queries/count-assigned.js';
import { countRetained } from './queries/count-retained.js';
import { listBudgetUses } from './queries/list-budget-uses.js';
import { sumByDay } from './queries/sum-by-day.js';
import { sumCosts } from './queries/sum-costs.js';
import type { ResultsJson } from './routes/results-json.js';
import { budgetJson } from './routes/summary-json.js';

type Told = Omit<ResultsJson, 'from' | 'to'>;

/** What a campaign brought, all of it as it was known at one moment. @param timeZone of the programme */
export async function readResults(
  db: Database,
  campaign: Campaign,
  asked: Asked,
  { now, timeZone }: { readonly now: Date; readonly timeZone: string },
): Promise<Told> {
  const day = dayIn(now, timeZone);
  const [sums, assigned, made, uses, choices, retained, madeInBoth] = await db.snapshot(async (tx) => {
    return [
      await sumByDay(tx, asked, timeZone),
      await countAssigned(tx, asked),
      await sumCosts(tx, asked),
      await listBudgetUses(tx, [campaign.id], day),
      await countChoices(tx, asked),
      await countRetained(tx, asked),
      await sumCosts(tx, withNextWindow(asked)),
    ];
  });
  const { arms, conversion, revenue, costs, caveats } = measureCampaign(sums, made.costs);
  const retention = measureRetention(retained, madeInBoth.costs);
  const ratio = ratioOf(assigned, campaign.holdoutPercent);
  return {
    campaignId: campaign.id,
    windowDays: asked.windowDays,
    asOf: asked.asOf.toISOString(),
    arms: armsJson(arms, assigned),
    conversion,
    revenue: [...revenue],
    sampleRatio: ratio && { ...ratio, expected: [...ratio.expected] },
    ...{ offers: made.offers, redemptions: made.redemptions, ofUnknownWorth: made.ofUnknownWorth },
    costs: [...costs],
    options: measureOptions(
      (campaign.offers ?? []).map(({ id }) => id),
      choices,
    ),
    budgets: budgetsOf(campaign, uses, day).map(budgetJson),
    retention: retentionJson(retained, retention),
    caveats: [...caveatsOf({ caveats, revenue }, assigned, ratio), ...retentionCaveats(retention, retained)],
  };
}

function armsJson(arms: Arms, assigned: readonly AssignedCount[]): Told['arms'] {
  return RESULT_ARMS.map((arm) => {
    const { n, conversions, money } = arms[arm];
    const decisions = assigned.filter((count) => count.arm === arm);
    return {
      arm,
      assigned: assignedTo(assigned, arm),
      n,
      notYetObserved: decisions.reduce((sum, { notYet }) => sum + notYet, 0),
      conversions,
      conversionRate: n === 0 ? null : conversions / n,
      revenue: [...money]
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .map(([currency, { y }]) => ({
          ...{ currency, netMinor: Number(y), meanMinor: n === 0 ? 0 : Number(y) / n },
        })),
      decisions: decisions.map(({ outcome, reason, n: count }) => ({ outcome, reason, n: count })),
    };
  });
}

function retentionJson(counts: readonly RetainedCount[], measured: MeasuredRetention): Told['retention'] {
  const { lift, incremental, costs } = measured;
  return {
    arms: RESULT_ARMS.map((arm) => {
      const { n, notYet, retained } = counts.find((count) => count.arm === arm) ?? { n: 0, notYet: 0, retained: 0 };
      return { arm, retained, notYetObserved: notYet, ...shareOf(retained, n) };
    }),
    ...{ lift, incremental, costs: [...costs] },
  };
}
