import { csvLine, type CsvField } from '@perennial/service';
import { z } from 'zod';

import { OUTCOMES, type Outcome } from './domain/candidate-group.js';
import type { FairnessReport, ToldGroup, ToldShare, ToldWorth } from './domain/fairness-report.js';

const Difference = z
  .object({ value: z.number(), low: z.number(), high: z.number() })
  .nullable()
  .describe('How much more it is than of all other candidates, with its interval of 95 %. Null: it cannot be told.');

const share = (what: string) =>
  z
    .object({
      value: z.number().nullable(),
      n: z.int(),
      low: z.number().nullable(),
      high: z.number().nullable(),
      difference: Difference,
    })
    .nullable()
    .describe(`${what} Null where the group is suppressed.`);

const told = {
  suppressed: z.boolean().describe('Nothing is told, because it would be of fewer than `minimumN` customers.'),
  candidates: z.int().nullable().describe('Customers for whom the campaign was triggered, each once.'),
  offered: share('Share of those who were made an offer.'),
  heldOut: share('Share of those whom chance put in the holdout or the control group.'),
  withheld: share('Share of those kept from an offer by a cap, the margin or a budget each time.'),
  skipped: share('Share of those for whom the campaign was not, each time.'),
  worth: z
    .array(
      z.object({
        currency: z.string(),
        n: z.int().nullable().describe('Customers with an offer in it. Null: fewer than `minimumN`, or so told.'),
        meanMinor: z.number().nullable().describe('What all their offers are worth.'),
        low: z.number().nullable(),
        high: z.number().nullable(),
        difference: Difference,
      }),
    )
    .describe('Face value of the offers of a customer, by currency. Offers whose worth nobody knows are not in it.'),
};

export const FairnessJson = z.object({
  campaignId: z.string(),
  groupBy: z.string(),
  from: z.string().nullable(),
  to: z.string().nullable(),
  minimumN: z.int().describe('Fewest customers that are told of.'),
  ...told,
  groups: z
    .array(z.object({ group: z.string().nullable().describe('Null: not known.'), ...told }))
    .describe('In alphabetical order.'),
});

export function fairnessJson({ whole, groups }: FairnessReport) {
  return {
    ...toldJson(whole),
    groups: groups.map((group) => ({ group: group.group, ...toldJson(group) })),
  };
}

function toldJson({ told }: ToldGroup) {
  const shareOf = (outcome: Outcome): ToldShare | null => told?.shares[outcome] ?? null;
  return {
    suppressed: told === undefined,
    candidates: told?.candidates ?? null,
    ...{ offered: shareOf('offered'), heldOut: shareOf('heldOut') },
    ...{ withheld: shareOf('withheld'), skipped: shareOf('skipped') },
    worth: (told?.worth ?? []).map(({ currency, n, mean, difference }) => ({
      ...{ currency, n, meanMinor: mean?.value ?? null, low: mean?.low ?? null, high: mean?.high ?? null, difference },
    })),
  };
}

const ENDS = ['low', 'high', 'difference', 'difference.low', 'difference.high'];

/** A line for each group and currency; of a group without an offer that is worth something, one. */
export function* fairnessCsv({ groups }: FairnessReport): Generator<string> {
  const columns = [...OUTCOMES, 'worth.meanMinor'].flatMap((name) => [name, ...ENDS.map((end) => `${name}.${end}`)]);
  const [shares, worth] = [columns.slice(0, -ENDS.length - 1), columns.slice(-ENDS.length - 1)];
  yield csvLine(['group', 'suppressed', 'candidates', ...shares, 'currency', 'worth.n', ...worth]);
  for (const group of groups) yield* groupLines(group);
}

function* groupLines({ group, told }: ToldGroup): Generator<string> {
  const shares = OUTCOMES.flatMap((outcome) => figureFields(told?.shares[outcome], told?.shares[outcome].difference));
  const line = [group, told === undefined, told?.candidates ?? null, ...shares];
  const worths: readonly (ToldWorth | undefined)[] = told && told.worth.length > 0 ? told.worth : [undefined];
  for (const worth of worths)
    yield csvLine([
      ...line,
      ...[worth?.currency ?? null, worth?.n ?? null],
      ...figureFields(worth?.mean ?? undefined, worth?.difference),
    ]);
}

type Bounds = { readonly [End in 'value' | 'low' | 'high']: number | null };

function figureFields(figure: Bounds | undefined, difference: Bounds | null | undefined): CsvField[] {
  return [figure, difference].flatMap((each) => [each?.value ?? null, each?.low ?? null, each?.high ?? null]);
}
