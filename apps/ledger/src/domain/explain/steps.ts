import type { ProgrammeHistory } from '@perennial/programme';

import { foldAsOf, type Past } from '../fold/as-of.js';
import { fold } from '../fold/fold.js';
import { hasOtherReasons } from './corrections.js';
import { changesOf, explainKnown, type Asked, type Explained } from './explain.js';
import type { ChangedSince, RuleExplained } from './explanation.js';

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

/**
 * What other events changed of what this one earned, and where that does not say why, what the rules made of it at first.
 *
 * @param readKnown asked only where it is needed; undefined when nothing tells what was known
 */
export async function changedSince(
  of: Explained,
  now: number,
  readKnown: () => Known | undefined | Promise<Known | undefined>,
): Promise<ChangedSince> {
  const corrections = changesOf(of);
  const known = hasOtherReasons({ corrections }) ? await readKnown() : undefined;
  return { corrections, ...(known ? { atFirst: explainAtFirst(of, known, now) } : {}) };
}

function explainAtFirst(of: Explained, { programmes, past }: Known, now: number): RuleExplained[] {
  const world = foldAsOf(programmes, past, Math.max(now, of.event.at));
  const facts = [...past.pool].flatMap((each) => past.facts.get(each) ?? []);
  return explainKnown({ ...of, programmes, world, facts });
}
