/** What partners fund and what they are paid for. */
export type SettlementSide = 'issued' | 'redeemed';

/** Points of one side that have the same price: signed, below 0 where more was taken back than given. */
export interface PricedPoints {
  readonly side: SettlementSide;
  readonly points: bigint;
  /** Price of 1000 points, in whole minor units. */
  readonly minorPer1000Points: bigint;
}

export interface SettledSide {
  readonly points: bigint;
  /** Whole minor units. */
  readonly amountMinor: bigint;
}

export interface Settlement {
  readonly issued: SettledSide;
  readonly redeemed: SettledSide;
  /** What the partner gets; below 0: what it pays. */
  readonly netMinor: bigint;
}

/** A partner's month: it pays for points issued and gets paid for points redeemed at it. Each side is rounded once. */
export function settle(parts: readonly PricedPoints[]): Settlement {
  const issued = sideOf(parts, 'issued');
  const redeemed = sideOf(parts, 'redeemed');
  return { issued, redeemed, netMinor: redeemed.amountMinor - issued.amountMinor };
}

/** What the programme keeps of a month: with it, the month nets to 0. */
export function marginOf(settlements: readonly Pick<Settlement, 'netMinor'>[]): bigint {
  return settlements.reduce((rest, { netMinor }) => rest - netMinor, 0n);
}

function sideOf(parts: readonly PricedPoints[], wanted: SettlementSide): SettledSide {
  let [points, thousandths] = [0n, 0n];
  for (const part of parts) {
    if (part.side !== wanted) continue;
    points += part.points;
    thousandths += part.points * part.minorPer1000Points;
  }
  return { points, amountMinor: floor(thousandths + 500n, 1000n) };
}

/** With a half added before: rounded half up, also below 0. */
function floor(dividend: bigint, divisor: bigint): bigint {
  const rest = ((dividend % divisor) + divisor) % divisor;
  return (dividend - rest) / divisor;
}
