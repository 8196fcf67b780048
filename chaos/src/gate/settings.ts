import type { Plan } from '../plan.js';
import type { Planned } from '../schedule.js';

const EVERY_MS = 1_600;

/** In what the planted bugs have to be found. Each is tried without a bug first, and must pass then. */
export const settings = {
  /** Nothing goes wrong but what producers do: copies, any order, partitions that are not a key's, bad input. */
  calm: { seed: 11, seconds: 5, histories: 25, schedule: [], alone: true },
  /** The database is far away, and again and again all connections to it break while something is under way. */
  'broken network': { seed: 12, seconds: 8, histories: 10, schedule: breaking(0.5, 8) },
  /** The database is far away, so that transactions take long and many are under way at once. */
  'far database': { seed: 15, seconds: 6, histories: 14, schedule: [], databaseMs: 12 },
  /** Processes end themselves by SIGKILL when everything of a chunk is done but its commit. */
  'killed at commit': {
    seed: 14,
    seconds: 16,
    histories: 24,
    schedule: [1, 2, 4, 6, 8, 10, 12, 14].map(killedAtCommit),
  },
  /** A process stands still for a moment where a chunk's messages have their ids and its commit is still to come. */
  'frozen at commit': {
    seed: 18,
    seconds: 8,
    histories: 12,
    schedule: [0.5, 1.7, 2.9, 4.1, 5.3, 6.5].map(frozenAtCommit),
  },
  /** Little load, and in the end records are deleted that nobody has read. */
  'deleted records': { seed: 13, seconds: 2, histories: 2, schedule: [], alone: true, cutsLog: true },
} as const satisfies Record<string, Setting>;

export type SettingName = keyof typeof settings;

interface Setting {
  readonly seed: number;
  readonly seconds: number;
  readonly histories: number;
  readonly schedule: readonly Planned[];
  /** One ledger instead of two that can be in each other's way. */
  readonly alone?: boolean;
  readonly databaseMs?: number;
  readonly cutsLog?: boolean;
}

/** After this a run that has not come to rest has failed: a dead process's session at the broker, and a start, on a busy machine. */
const PATIENCE_MS = 60_000;

/** In how many histories a bug has to be found. */
const HISTORIES_MAX = 50;

/** How often a setting is tried with a bug, with other histories each time: what meets what is a matter of moments. */
export const triesOf = (name: SettingName): number => Math.floor(HISTORIES_MAX / settings[name].histories);

/** @param again 0 for the first time, with the seed of the setting */
export function planOf(name: SettingName, again = 0): Plan {
  const {
    seed,
    seconds,
    histories,
    schedule,
    alone = false,
    databaseMs = 0,
    cutsLog = false,
  }: Setting = settings[name];
  return {
    options: {
      seed: seed + 100 * again,
      kills: 0,
      minutes: seconds / 60,
      programme: 'jeweller',
      json: false,
      keep: false,
    },
    schedule,
    histories,
    processes: alone ? ['ledger'] : ['ledger', 'ledger'],
    patienceMs: PATIENCE_MS,
    databaseMs,
    cutsLog,
  };
}

function killedAtCommit(second: number): Planned {
  return { atMs: second * 1_000, fault: { kind: 'kill', target: 'ledger', failpoint: 'before-commit' } };
}

function frozenAtCommit(second: number): Planned {
  return { atMs: second * 1_000, fault: { kind: 'freeze', target: 'ledger', failpoint: 'at-commit', forMs: 1_100 } };
}

function breaking(from: number, until: number): Planned[] {
  const planned: Planned[] = [];
  for (let at = from * 1_000; at + EVERY_MS <= until * 1_000; at += EVERY_MS)
    planned.push({
      atMs: at,
      fault: { kind: 'network', on: 'postgres', network: { kind: 'late', ms: 40 }, reset: true, forMs: EVERY_MS - 100 },
    });
  return planned;
}
