import { Count } from '@perennial/contracts';
import { hiddenParts } from '@perennial/figures';
import { z } from 'zod';

import { hiddenOfGrid, type ValueGrid, type ValueGroup } from '../domain/value-report.js';
import { acquiredShape, currencyShape, customerGroupShape } from './retention-query.js';
import { formatShape, inOrder } from './survey-query.js';

/** Parameters of what is told of the value of customers. */
export const valueQuery = z
  .strictObject({ ...acquiredShape, ...currencyShape, ...customerGroupShape, ...formatShape })
  .superRefine(inOrder);

export type ValueQuery = z.output<typeof valueQuery>;

/** Which customers an answer is about that tells of them as of today. */
export const acquiredAnswer = {
  from: z.string().nullable().describe('Day of the first purchase in the currency, from.'),
  to: z.string().nullable().describe('Day of the first purchase in the currency, to; inclusive.'),
};

const number = z.number().nullable();

/** What is told of a decile, a segment or a group. */
export const valueShape = {
  suppressed: z.boolean().describe('Nothing is told, because it would be of fewer than `minimumN` customers.'),
  n: z.int().nullable(),
  share: number.describe('Of these customers of the currency; of a segment of a group: of the group.'),
  revenueMinor: number.describe('Spent so far, net of returns.'),
  revenueShare: number,
  clvSumMinor: number.describe('Expected discounted spend of twelve months, rounded. Null where it cannot be told.'),
  clvMeanMinor: number,
  clvShare: number,
  churnRisk: number.describe('Mean probability of having given up, by MBG/NBD. Null without that model.'),
};

export const VALUE_COLUMNS = [
  ...[
    'suppressed',
    'n',
    'share',
    'revenueMinor',
    'revenueShare',
    'clvSumMinor',
    'clvMeanMinor',
    'clvShare',
    'churnRisk',
  ],
] as const satisfies readonly (keyof typeof valueShape)[];

/** What every report by models says of the model. */
export const modelShape = z.object({
  version: z.string(),
  asOf: z.string().describe('The day it was fitted on.'),
  customers: Count,
  repeatCustomers: Count,
  dropoutIdentified: z.boolean().describe('Of BG/NBD, by which purchases are expected.'),
  churnIdentified: z
    .boolean()
    .nullable()
    .describe(
      'The same of MBG/NBD, which tells `churnRisk`: false, the risk is 0 of everybody. Null without that model.',
    ),
  gradientNorm: z.number().describe('Of BG/NBD; below 1e-6 is a maximum.'),
  logLikelihood: z.number(),
});

type ToldValue = z.output<z.ZodObject<typeof valueShape>>;

/** Groups as they are told, those of fewer than `minimum` customers hidden, and more where the rest would tell them. */
export function toldGroups<Key>(
  groups: ReadonlyMap<Key, ValueGroup>,
  minimum: number,
): { readonly key: Key; readonly told: ToldValue }[] {
  const hidden = hiddenParts([...groups.values()], minimum);
  return [...groups].map(([key, group]) => ({ key, told: hidden.has(group) ? HIDDEN : shown(group) }));
}

/**
 * Segments of groups as they are told. Those that are hidden are in every group, whether it has customers of them or not: from those it has
 * none of, the others could be worked out.
 */
export function toldGrid<Key>(
  grid: ValueGrid<Key>,
  whole: ReadonlyMap<Key, ValueGroup>,
  minimum: number,
): { readonly group: string | null; readonly cells: { readonly key: Key; readonly told: ToldValue }[] }[] {
  const hidden = hiddenOfGrid(grid, whole, minimum);
  return grid.map(([group, parts]) => ({
    group,
    cells: [...whole.keys()].flatMap((key) => {
      if (hidden.lines.has(group) || hidden.columns.has(key)) return [{ key, told: HIDDEN }];
      const cell = parts.get(key);
      return cell ? [{ key, told: shown(cell) }] : [];
    }),
  }));
}

const HIDDEN: ToldValue = {
  ...{ suppressed: true, n: null, share: null, revenueMinor: null, revenueShare: null },
  ...{ clvSumMinor: null, clvMeanMinor: null, clvShare: null, churnRisk: null },
};

function shown({ n, share, revenueMinor, revenueShare, clv, churnRisk }: ValueGroup): ToldValue {
  return {
    ...{ suppressed: false, n, share, revenueMinor: Number(revenueMinor), revenueShare },
    clvSumMinor: clv && Math.round(clv.sumMinor),
    clvMeanMinor: clv && Math.round(clv.meanMinor),
    clvShare: clv && clv.share,
    churnRisk,
  };
}
