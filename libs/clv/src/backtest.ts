/** How far a forecast was off. Null: it cannot be said. */
export interface ForecastErrors {
  readonly expectedTotal: number;
  readonly actualTotal: number;
  /** Mean of |expected - actual| over the customers; null of no customers. */
  readonly mae: number | null;
  /** Square root of the mean of (expected - actual)^2. */
  readonly rmse: number | null;
  /** Total expected / total actual - 1: -.121 is a forecast 12.1 % too low. Null when nothing happened. */
  readonly bias: number | null;
}

/**
 * Compares a forecast with what happened; one element per customer in both.
 *
 * On CDNOW (39 weeks to fit, 39 to check) BG/NBD has a mean absolute error of .785, an RMSE of 1.608 and a bias of
 * -.121. Expecting nothing of anybody has .798, so the error alone says little.
 */
export function forecastErrors(expected: Float64Array, actual: Float64Array): ForecastErrors {
  let expectedTotal = 0;
  let actualTotal = 0;
  let distance = 0;
  let square = 0;
  for (let i = 0; i < expected.length; i++) {
    const error = expected[i]! - actual[i]!;
    expectedTotal += expected[i]!;
    actualTotal += actual[i]!;
    distance += Math.abs(error);
    square += error * error;
  }
  return {
    expectedTotal,
    actualTotal,
    mae: expected.length > 0 ? distance / expected.length : null,
    rmse: expected.length > 0 ? Math.sqrt(square / expected.length) : null,
    bias: actualTotal > 0 ? expectedTotal / actualTotal - 1 : null,
  };
}

/**
 * Share of all that happened that fell to the tenth of the customers of whom most was expected. On CDNOW .467 by
 * BG/NBD; .1 is what drawing them by lot would give.
 *
 * The tenth is a whole number of customers, rounded down, but at least one. Where customers of whom equally much is expected stand on both sides
 * of the line, each of them counts with the share of places that is left for them, so the order of the rows decides nothing.
 *
 * @returns 0 to 1; null when nothing happened
 */
export function topDecileCapture(expected: Float64Array, actual: Float64Array): number | null {
  const total = actual.reduce((sum, each) => sum + each, 0);
  if (!(total > 0)) return null;
  const places = Math.max(1, Math.floor(expected.length / 10));
  const threshold = Float64Array.from(expected).sort()[expected.length - places]!;
  let above = 0;
  let captured = 0;
  let level = 0;
  let ofLevel = 0;
  for (let i = 0; i < expected.length; i++) {
    if (expected[i]! > threshold) {
      above += 1;
      captured += actual[i]!;
    } else if (expected[i] === threshold) {
      level += 1;
      ofLevel += actual[i]!;
    }
  }
  return (captured + (ofLevel * (places - above)) / level) / total;
}
