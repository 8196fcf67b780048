import { pairedSampleOfSums, type PairedSample } from '@perennial/experiments';

/** As assigned: `control` is the control group of all campaigns, which belongs to neither arm of this one. */
export const RESULT_ARMS = ['treatment', 'holdout', 'control'] as const;
export type ResultArm = (typeof RESULT_ARMS)[number];

/** Sums over customers, in minor units: x of what they spent before, y of what is left of what they bought after. */
export interface MoneySums {
  readonly x: bigint;
  readonly y: bigint;
  readonly xx: bigint;
  readonly yy: bigint;
  readonly xy: bigint;
}

/** Customers of an arm whose window ended on a day; with a currency, what they spent in it. */
export interface SumsOfDay extends MoneySums {
  /** YYYY-MM-DD. */
  readonly day: string;
  readonly arm: ResultArm;
  /** Null: customers and conversions, without money. */
  readonly currency: string | null;
  readonly n: number;
  readonly conversions: number;
}

export interface ArmSums {
  readonly n: number;
  readonly conversions: number;
  readonly money: ReadonlyMap<string, MoneySums>;
}

export type Arms = Readonly<Record<ResultArm, ArmSums>>;

const NOBODY: ArmSums = { n: 0, conversions: 0, money: new Map() };
const NOTHING: MoneySums = { x: 0n, y: 0n, xx: 0n, yy: 0n, xy: 0n };

export const NO_ARMS: Arms = { treatment: NOBODY, holdout: NOBODY, control: NOBODY };

/** The arms with some more customers. */
export function withSums(arms: Arms, sums: readonly SumsOfDay[]): Arms {
  const next = { ...arms };
  for (const row of sums) next[row.arm] = added(next[row.arm], row);
  return next;
}

function added({ n, conversions, money }: ArmSums, row: SumsOfDay): ArmSums {
  if (row.currency === null) return { n: n + row.n, conversions: conversions + row.conversions, money };
  const { x, y, xx, yy, xy } = money.get(row.currency) ?? NOTHING;
  const sums = { x: x + row.x, y: y + row.y, xx: xx + row.xx, yy: yy + row.yy, xy: xy + row.xy };
  return { n, conversions, money: new Map([...money, [row.currency, sums]]) };
}

/** What customers spent in a currency; who did not counts with 0. */
export function sampleIn({ n, money }: ArmSums, currency: string): PairedSample {
  return pairedSampleOfSums({ n, ...(money.get(currency) ?? NOTHING) });
}
