import type { ProgrammeHistory } from '@perennial/programme';

import { foldAsOf, type Past } from '../fold/as-of.js';
import { fold } from '../fold/fold.js';
import type { Fact, Thing } from '../fact.js';
import { instantsOf, withBoth, withoutLines } from './changed.js';
import { awardKey, hasOtherReasons } from './corrections.js';
import { changedBy, changesOf, explainKnown, type Asked, type Explained } from './explain.js';
import type { Changed, ChangedSince, RelatedTransfer, RuleExplained } from './explanation.js';

/** What an explanation begins with. */
export interface Told extends Omit<Asked, 'world'> {
  /** Of the service's clock, in milliseconds since 1970. */
  readonly now: number;
}

/** Folds all that is known. Facts ahead of the clock have been decided on, too. */
export function asked({ now, referrals, ...told }: Told): Asked {
  const { programmes, account, facts } = told;
  return {
    ...told,
    world: fold(programmes, facts, now, (world) => (world.movements.length = 0)),
    referrals: referrals.filter(({ referee, referrer }) => referee === account || referrer === account),
  };
}

/** What was known when an event was booked, and the versions of the programme that there were. */
export interface Known {
  readonly programmes: ProgrammeHistory;
  readonly past: Past;
}

/** What is read only where it is needed. */
export interface Reads {
  /** Transfers of the accounts about some things that other events caused, in the order they were booked. */
  readonly related: (
    accounts: readonly string[],
    things: ReadonlySet<Thing>,
  ) => readonly RelatedTransfer[] | Promise<readonly RelatedTransfer[]>;
  /** What was known just before the event was booked, or with it; undefined when nothing tells. */
  readonly known: (when: 'before' | 'with') => Known | undefined | Promise<Known | undefined>;
}

/**
 * What other events changed of what this one earned, and where that does not say why, what the rules made of it at first;
 * and what this one changed of what others had earned.
 *
 * @param lines of what the event came to
 */
export async function changedSince(
  about: Asked,
  lines: readonly RuleExplained[],
  now: number,
  reads: Reads,
): Promise<ChangedSince> {
  const { accounts, things } = changedBy(about);
  const of = { ...about, related: await reads.related(accounts, things) };
  const corrections = changesOf(of);
  const unexplained = withoutLines(of, lines, keysOf(corrections));
  const known = hasOtherReasons({ corrections }) || unexplained.length > 0 ? await reads.known('with') : undefined;
  if (!known) return { corrections, changed: unexplained };
  const atFirst = explainAtFirst(of, known, now);
  const earned = atFirst.filter(({ result }) => result === 'awarded');
  const more = earned.map(({ thing }) => thing).filter((thing) => !things.has(thing));
  const related = more.length > 0 ? await reads.related(accounts, new Set([...things, ...more])) : of.related;
  return withFirst({ ...of, related }, lines, { atFirst, earned: keysOf(earned), known, reads });
}

/** The same where what was known at first is known. @param earned keys of what it brought then */
async function withFirst(
  of: Explained,
  lines: readonly RuleExplained[],
  { atFirst, earned, known, reads }: AtFirst,
): Promise<ChangedSince> {
  const corrections = changesOf(of, earned);
  const changed = withoutLines(of, lines, new Set([...keysOf(corrections), ...earned]));
  return {
    corrections,
    changed: changed.length > 0 ? withWhy(of, changed, known, await reads.known('before')) : [],
    ...(hasOtherReasons({ corrections }) ? { atFirst } : {}),
  };
}

interface AtFirst {
  readonly atFirst: readonly RuleExplained[];
  readonly earned: ReadonlySet<string>;
  readonly known: Known;
  readonly reads: Reads;
}

function keysOf(all: readonly Pick<RuleExplained, 'rule' | 'thing'>[]): Set<string> {
  return new Set(all.map(({ rule, thing }) => awardKey(rule, thing)));
}

function explainAtFirst(of: Explained, { programmes, past }: Known, now: number): RuleExplained[] {
  const world = foldAsOf(programmes, past, Math.max(now, of.event.at));
  return explainKnown({ ...of, programmes, world, facts: factsOf(past) }, changedBy(of).accounts);
}

function withWhy(of: Explained, changes: readonly Changed[], known: Known, earlier: Known | undefined): Changed[] {
  if (!earlier) return [...changes];
  const foldedAt = (at: number) => {
    const folded = ({ programmes, past }: Known) => ({ world: foldAsOf(programmes, past, at), facts: factsOf(past) });
    return { before: folded(earlier), after: folded(known), at };
  };
  // Facts ahead of the clock were decided on, too, and time is let pass for both alike.
  const facts = [...known.past.facts.values()].flat();
  const newest = foldedAt(facts.reduce((last, fact) => Math.max(last, fact.at), of.transfers[0]?.bookedAt ?? 0));
  return changes.map((change) => {
    const changed = withBoth(of, change, newest);
    if (changed.before) return changed;
    // What has lapsed by then came to nothing in both: it is told as of the last instant at which it had not.
    for (const at of instantsOf(change, newest)) {
      const then = withBoth(of, change, foldedAt(at));
      if (then.before) return then;
    }
    return changed;
  });
}

function factsOf({ pool, facts }: Past): Fact[] {
  return [...pool].flatMap((each) => facts.get(each) ?? []);
}
