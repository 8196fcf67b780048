import {
  byFrequency,
  byWeek,
  expectedSpends,
  forecastErrors,
  topDecileCapture,
  type ForecastErrors,
  type FrequencyRow,
  type HoldoutSplit,
  type WeekRow,
} from '@perennial/clv';

import { PARTS } from '../purchase-file/amount-cell.js';
import { usableSpend, type FittedModels } from './fitted-models.js';

/** A forecast beside what came of it. */
export interface HeldForecast {
  readonly split: HoldoutSplit;
  /** Absent where the model could not be fitted. */
  readonly purchases?: ForecastErrors & { readonly topDecileCapture: number | null };
  /** In the file's unit of money; absent where there is no model of spend. */
  readonly spend?: ForecastErrors;
  readonly byFrequency: readonly FrequencyRow[];
  readonly byWeek: readonly WeekRow[];
}

/** Expected purchases of each customer against those they made, and expected spend, not discounted, against theirs. */
export function held(split: HoldoutSplit, fitted: FittedModels): HeldForecast {
  const { model, purchases, m } = fitted;
  if (!purchases.fitted) return { split, byFrequency: [], byWeek: [] };
  const forecast = model.forecast(purchases.forecastParameters);
  const expected = forecast.conditionalExpectations(split.calibration, split.length);
  const spend = usableSpend(fitted);
  const perPurchase = spend && expectedSpends(spend.parameters, { x: split.calibration.x, m });
  return {
    split,
    purchases: {
      ...forecastErrors(expected, split.purchases),
      topDecileCapture: topDecileCapture(expected, split.purchases),
    },
    ...(perPurchase && {
      spend: forecastErrors(
        expected.map((count, i) => count * (perPurchase[i] ?? 0)),
        split.spend.map((parts) => parts / PARTS),
      ),
    }),
    byFrequency: byFrequency(split, expected),
    byWeek: byWeek(split, (t) => forecast.expectedPurchases(t)),
  };
}
