import { hiddenParts } from '@perennial/figures';
import type { Tx } from '@perennial/persistence';
import { GROUPS_MAX, GROUPS_READ } from '@perennial/service';

import { countWithin } from '../domain/score-counts.js';
import type { WantedAnswers } from './queries/counted-answers.js';
import { countResponses, type WantedResponses } from './queries/count-responses.js';
import { countScoresByGroup } from './queries/count-scores.js';

/** What answers and invitations can be asked for by, and the grouping of the same. */
const FILTERS = [
  ['touchpoint', 'touchpoint'],
  ['locationId', 'location'],
] as const;

type Filtered = Pick<WantedAnswers, 'touchpoint' | 'locationId'>;

interface Part {
  readonly group: string | null;
  readonly n: number;
  readonly alone: number;
}

/**
 * Whether the answers of a touchpoint or location, that are asked for by its name, are a part that the report by touchpoint or location
 * hides: asked for one by one, the others would tell the small ones.
 */
export function areHiddenAnswers(tx: Tx, wanted: WantedAnswers, minimum: number): Promise<boolean> {
  return isHiddenPart(wanted, minimum, async (rest, by) => {
    const groups = await countScoresByGroup(tx, rest, { by }, GROUPS_READ);
    return [[...groups].map(([group, { scores, alone }]) => ({ group, n: countWithin(scores, 0), alone }))];
  });
}

/** The same of invitations: those whose time is over, and all, by which a report hides its groups, too. */
export function areHiddenInvitations(tx: Tx, wanted: WantedResponses, minimum: number): Promise<boolean> {
  return isHiddenPart(wanted, minimum, async (rest, by) => {
    const groups = await countResponses(tx, rest, { by }, GROUPS_READ);
    return [
      groups.map(({ group, customers: n, alone }) => ({ group, n, alone })),
      groups.map(({ group, invited: n, invitedAlone: alone }) => ({ group, n, alone })),
    ];
  });
}

async function isHiddenPart<Wanted extends Filtered>(
  wanted: Wanted,
  minimum: number,
  countings: (rest: Wanted, by: (typeof FILTERS)[number][1]) => Promise<readonly (readonly Part[])[]>,
): Promise<boolean> {
  for (const [filter, by] of FILTERS) {
    const name = wanted[filter];
    if (name === undefined) continue;
    for (const parts of await countings({ ...wanted, [filter]: undefined }, by)) {
      // Of so many no report tells by name.
      if (parts.length > GROUPS_MAX) return true;
      const hidden = hiddenParts(parts, minimum);
      if (parts.some((part) => part.group === name && hidden.has(part))) return true;
    }
  }
  return false;
}
