import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { SpendingHistories } from '@perennial/clv';
import { realData } from '@perennial/testing';

import {
  lifetimesOf,
  measureOurs,
  measureTheirs,
  type Installed,
  type OursMeasured,
  type TheirFit,
  type TheirsMeasured,
} from '../clv/contenders.js';
import { cdnow, readNumbers, simulated, writeHistories } from '../clv/customers.js';
import { sameFit, sameValues, type Verdict } from '../clv/parity.js';
import type { Stage } from './rounds.js';
import { sheet, type Limit, type Sheet, type SheetRound, type Subject } from './sheet.js';

const COLUMNS = [
  'fit s',
  'spend fit s',
  '12-month CLV s',
  'fit against it',
  'spend against it',
  'CLV against it',
  'peak MiB',
];
const SEED = 42;
const SIZES = { full: [20_000, 100_000, 1_000_000], short: [20_000, 100_000] };

/** What is promised of this machine alone, seconds. */
const OURS: readonly Limit[] = [
  { line: '20,000: perennial', column: 'fit s', below: 2 },
  { line: '100,000: perennial', column: 'fit s', below: 3 },
  { line: '1,000,000: perennial', column: '12-month CLV s', below: 3 },
];
/** And against lifetimes: ahead by so much in prediction, not behind in fitting. */
const TIMES_AHEAD = 20;

/** (d) Fit and twelve months of value, single-threaded, beside the Python library lifetimes where it is installed. */
export async function lifetimeValue(quick: boolean, stage: Stage): Promise<Sheet> {
  const python = process.env['BENCH_PYTHON'] ?? 'python3';
  const installed = await lifetimesOf(python);
  const directory = mkdtempSync(join(tmpdir(), 'perennial-clv-'));
  const remarks = new Set<string>();
  try {
    const customers = customersOf(quick);
    const subjects = customers.map(({ name, histories }): Subject => {
      const files = {
        data: join(directory, `${name}.bin`),
        ours: join(directory, 'ours'),
        theirs: join(directory, 'theirs'),
      };
      writeHistories(files.data, histories);
      return {
        lines: linesOf(name, installed !== undefined),
        measure: async () => {
          const ours = await measureOurs(files.data, files.ours);
          if (installed === undefined) return [oursRound(ours, [])];
          const theirs = await measureTheirs(python, files.data, ours, files.theirs);
          const verdicts = compared(ours, theirs, sameValues(readNumbers(files.ours), readNumbers(files.theirs)));
          for (const { note } of verdicts) if (note !== undefined) remarks.add(`${name}, ${note}.`);
          return [oursRound(ours, verdicts), ...theirRounds(ours, theirs, verdicts)];
        },
      };
    });
    const measured = await sheet(
      { title: 'd customer lifetime value', columns: COLUMNS },
      subjects,
      quick ? 1 : 3,
      stage,
    );
    const limits = limitsOf(
      customers.map(({ name }) => name),
      installed !== undefined,
    );
    return { ...measured, limits, notes: [...notesOf(installed, python), ...remarks] };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function customersOf(quick: boolean): { readonly name: string; readonly histories: SpendingHistories }[] {
  const made = (quick ? SIZES.short : SIZES.full).map((size) => ({
    name: size.toLocaleString('en'),
    histories: simulated(size, SEED),
  }));
  const transactions = realData('cdnow/transactions.csv');
  return transactions === undefined ? made : [{ name: 'CDNOW', histories: cdnow(transactions) }, ...made];
}

function linesOf(name: string, isCompared: boolean): Subject['lines'] {
  const ours = { name: `${name}: perennial`, says: 'libs/clv in a Node of its own, compiled by V8 as it goes' };
  if (!isCompared) return [ours];
  return [
    ours,
    {
      name: `${name}: lifetimes`,
      says: 'BetaGeoFitter, GammaGammaFitter, customer_lifetime_value, each customer a row',
    },
    { name: `${name}: lifetimes, weights`, says: 'BetaGeoFitter on distinct histories, found with groupby, weighted' },
  ];
}

function limitsOf(names: readonly string[], isCompared: boolean): readonly Limit[] {
  const ours = OURS.filter(({ line }) => names.some((name) => line === `${name}: perennial`));
  if (!isCompared) return ours;
  const against = names.flatMap((name): Limit[] => [
    { line: `${name}: lifetimes`, column: 'CLV against it', atLeast: TIMES_AHEAD },
    { line: `${name}: lifetimes`, column: 'fit against it', atLeast: 1 },
    { line: `${name}: lifetimes`, column: 'spend against it', atLeast: 1 },
    { line: `${name}: lifetimes, weights`, column: 'fit against it', atLeast: 1 },
  ]);
  return [...ours, ...against];
}

function compared(ours: OursMeasured, theirs: TheirsMeasured, values: Verdict): readonly Verdict[] {
  const { oursLogLikelihood, oursSpendLogLikelihood } = theirs;
  return [
    sameFit('lifetimes', ours.purchases, oursLogLikelihood, theirs.purchases),
    sameFit('lifetimes with weights', ours.purchases, oursLogLikelihood, theirs.weighted),
    sameFit('Gamma-Gamma of lifetimes', ours.spend, oursSpendLogLikelihood, theirs.spend),
    values,
  ];
}

/** Without parity there is no figure of anybody. */
function wrongOf(verdicts: readonly Verdict[]): { wrong?: string } {
  const wrong = verdicts.flatMap(({ wrong: what }) => (what === undefined ? [] : [what]));
  return wrong.length === 0 ? {} : { wrong: wrong.join('; ') };
}

function oursRound(
  { purchases, spend, valuesSeconds, peakMiB }: OursMeasured,
  verdicts: readonly Verdict[],
): SheetRound {
  const figures = {
    'fit s': purchases.seconds,
    'spend fit s': spend.seconds,
    '12-month CLV s': valuesSeconds,
    'peak MiB': peakMiB,
  };
  return { figures, ...wrongOf(verdicts) };
}

function theirRounds(ours: OursMeasured, theirs: TheirsMeasured, verdicts: readonly Verdict[]): readonly SheetRound[] {
  const round = (purchases: TheirFit, spendSeconds: number, valuesSeconds: number): SheetRound => ({
    figures: {
      'fit s': secondsOf(purchases),
      'spend fit s': spendSeconds,
      '12-month CLV s': valuesSeconds,
      'fit against it': secondsOf(purchases) / ours.purchases.seconds,
      'spend against it': spendSeconds / ours.spend.seconds,
      'CLV against it': valuesSeconds / ours.valuesSeconds,
    },
    ...wrongOf(verdicts),
  });
  return [round(theirs.purchases, secondsOf(theirs.spend), theirs.valuesSeconds), round(theirs.weighted, NaN, NaN)];
}

const secondsOf = (fit: TheirFit): number => ('failed' in fit ? NaN : fit.seconds);

function notesOf(installed: Installed | undefined, python: string): readonly string[] {
  return [
    `Simulated by CDNOW's parameters (seed ${SEED}), bought on whole days. BG/NBD, then Gamma-Gamma, then twelve months at 1 % a`,
    'month; reading is not counted, all on one thread. "Against it": how many times as long it took as perennial in that round.',
    installed === undefined
      ? `lifetimes is not installed for ${python}, so there is nothing beside it (BENCH_PYTHON names another Python).`
      : `${installed.text}. Values agree at equal parameters within 1e-6, parameters within 1e-4 where nothing else is said.`,
    ...(installed && installed.otherThanPinned.length > 0
      ? [`Not what is promised against: ${installed.otherThanPinned.join(', ')}.`]
      : []),
  ];
}
