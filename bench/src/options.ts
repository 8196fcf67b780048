import { parseArgs } from 'node:util';

export const benchmarkNames = ['a', 'a2', 'poison', 'b', 'c', 'd', 'e', 'f', 'g', 'i'] as const;
export type BenchmarkName = (typeof benchmarkNames)[number];

/** Those whose short forms together stay below five minutes. */
const quickNames: readonly BenchmarkName[] = ['a', 'b', 'd', 'f', 'i'];

export interface BenchOptions {
  readonly quick: boolean;
  readonly json: boolean;
  readonly only: readonly BenchmarkName[];
  /** What `quick` leaves out unless it is asked for. */
  readonly leftOut: readonly BenchmarkName[];
}

export const USAGE = `npm run bench [-- --quick] [--json] [--only a,b]

  a       purchases to published awards: the ledger, Nest and TypeORM as documented and tuned, and bare kafkajs
  a2      the ledger with few members that buy nearly everything, against many
  poison  the ledger with one bad record in a hundred, against none
  b       from a purchase to its award seen by a consumer, at fixed rates: the ledger, and Nest and TypeORM
  c       the ledger with 1 and 10 million transfers in it, against an empty one
  d       customer lifetime value of 20,000 to 1,000,000 customers, beside lifetimes where Python has it (BENCH_PYTHON)
  e       the memory of the ledger when a million events wait, also in a heap of 256 MB
  f       from npm start to the first award, on an empty folder and again
  g       everything that is kept computed again from the first event on, against GROUP BY
  i       what a member has, asked over HTTP while purchases come: the ledger, and node:http with one statement

  --quick  one round of fewer events; of ${quickNames.join(', ')} below five minutes, the others when --only names them
  --json   one JSON document instead of a table`;

/** @throws Error in words for whoever typed it */
export function readOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      only: { type: 'string' },
    },
  });
  const { quick, json } = values;
  const only = values.only?.split(',').map(named) ?? (quick ? quickNames : benchmarkNames);
  const leftOut = values.only === undefined ? benchmarkNames.filter((name) => !only.includes(name)) : [];
  return { quick, json, only, leftOut };
}

function named(text: string): BenchmarkName {
  const known = benchmarkNames.find((each) => each === text.trim());
  if (known !== undefined) return known;
  throw new Error(`there is no benchmark ${JSON.stringify(text)}: ${benchmarkNames.join(', ')}`);
}
