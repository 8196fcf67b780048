import { parseArgs } from 'node:util';

export const benchmarkNames = ['a', 'a2', 'poison'] as const;
export type BenchmarkName = (typeof benchmarkNames)[number];

export interface BenchOptions {
  readonly quick: boolean;
  readonly json: boolean;
  readonly only: readonly BenchmarkName[];
}

export const USAGE = `npm run bench [-- --quick] [--json] [--only a,a2,poison]

  a       purchases to published awards: the ledger, Nest and TypeORM as documented and tuned, and bare kafkajs
  a2      the ledger with few members that buy nearly everything, against many
  poison  the ledger with one bad record in a hundred, against none

  --quick  one round of fewer events: below five minutes, to see that all works
  --json   one JSON document instead of a table`;

/** @throws Error in words for whoever typed it */
export function readOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      only: { type: 'string', default: benchmarkNames.join(',') },
    },
  });
  const only = values.only.split(',').map((name) => {
    const known = benchmarkNames.find((each) => each === name.trim());
    if (known === undefined)
      throw new Error(`there is no benchmark ${JSON.stringify(name)}: ${benchmarkNames.join(', ')}`);
    return known;
  });
  return { quick: values.quick, json: values.json, only };
}
