import { compareUtf8 } from '@perennial/contracts';

import type { Thing } from './fact.js';

/** What a campaign granted for the base points of one order: see `multiply`. */
export interface Multiplier {
  readonly thing: Thing;
  readonly campaignId: string;
  /** 200: as many again. */
  readonly factorPercent: number;
  readonly pointsMax: number;
  /** For orders later than this instant, in milliseconds since 1970, */
  readonly after: number;
  /** and before this one. */
  readonly until: number;
}

/** What a multiplier gives for an order. */
export interface Multiplied extends Multiplier {
  awarded: bigint;
}

/** Whose time is over first comes first, so that as few as possible are lost. */
export function sortedMultipliers(multipliers: readonly Multiplier[]): readonly Multiplier[] | undefined {
  if (multipliers.length === 0) return undefined;
  return multipliers.toSorted((a, b) => a.until - b.until || a.after - b.after || compareUtf8(a.thing, b.thing));
}

/** floor(base points × (factor − 1)), and no more than it may give. */
export function multipliedPoints({ factorPercent, pointsMax }: Multiplier, base: bigint): bigint {
  const more = (base * BigInt(factorPercent - 100)) / 100n;
  return more < BigInt(pointsMax) ? more : BigInt(pointsMax);
}
