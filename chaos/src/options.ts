import { parseArgs } from 'node:util';

export const programmeNames = ['jeweller', 'travel-club'] as const;
export type ProgrammeName = (typeof programmeNames)[number];

export interface Options {
  /** Everything random comes from it. */
  readonly seed: number;
  readonly kills: number;
  /** How long faults and load go on, by the real clock; may be a fraction. */
  readonly minutes: number;
  readonly programme: ProgrammeName;
  /** Prints one document at the end and nothing else. */
  readonly json: boolean;
  /** Leaves data, logs and schedule behind, also after PASS. */
  readonly keep: boolean;
}

export const usage = `npm run chaos -- [--seed N] [--kills N] [--minutes N] [--programme jeweller|travel-club] [--keep] [--json]

  --seed       whole number that everything random comes from; without it one is drawn and told
  --kills      kill -9 of services, broker and database, spread over the time (50)
  --minutes    how long faults and load go on (10); draining and comparing come after that
  --programme  programme of the run; without it the seed chooses
  --keep       leave data, logs and schedule behind, also after PASS
  --json       print one document at the end and nothing else`;

/** What was asked for cannot be done as it stands. */
export class WrongOptions extends Error {}

/** @throws WrongOptions with what is wrong, and what would be right */
export function readOptions(args: readonly string[], drawSeed: () => number): Options {
  const { values } = parsed(args);
  const seed = wholeNumber('seed', values.seed, 0, 2 ** 32 - 1) ?? drawSeed();
  const kills = wholeNumber('kills', values.kills, 0, 10_000) ?? 50;
  const minutes = values.minutes === undefined ? 10 : Number(values.minutes);
  if (!(minutes > 0 && minutes <= 24 * 60))
    throw new WrongOptions(`--minutes must be above 0 and at most 1440, not ${values.minutes}`);
  const programme = programmeOf(values.programme, seed);
  return { seed, kills, minutes, programme, json: values.json ?? false, keep: values.keep ?? false };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        seed: { type: 'string' },
        kills: { type: 'string' },
        minutes: { type: 'string' },
        programme: { type: 'string' },
        json: { type: 'boolean' },
        keep: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new WrongOptions(error instanceof Error ? error.message : String(error));
  }
}

function wholeNumber(name: string, text: string | undefined, from: number, to: number): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= from && number <= to) return number;
  throw new WrongOptions(`--${name} must be a whole number from ${from} to ${to}, not ${text}`);
}

function programmeOf(text: string | undefined, seed: number): ProgrammeName {
  if (text === undefined) return seed % 3 === 2 ? 'travel-club' : 'jeweller';
  const programme = programmeNames.find((name) => name === text);
  if (programme) return programme;
  throw new WrongOptions(`--programme must be ${programmeNames.join(' or ')}, not ${text}`);
}
