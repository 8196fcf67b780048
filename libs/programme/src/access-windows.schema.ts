import { Instant, parseInstant } from '@perennial/contracts';
import { z } from 'zod';

import type { OffersOfCampaign, OfferMistake } from './offers.schema.js';
import type { TierSettings } from './tiers.schema.js';
import { Name, Sentence } from './words.schema.js';

const AccessWindow = z.strictObject({
  id: Name.describe('What the shop asks for, and what the benefit of a campaign names that invites to it.'),
  text: Sentence,
  opensAt: Instant.describe('From when everybody has access, inclusive.'),
  earlier: z
    .record(Name, Instant)
    .optional()
    .describe(
      'From when a tier has access, inclusive; one that is not named has it with everybody. Absent: as many hours before as the benefits of the tier say.',
    ),
  until: Instant.optional().describe('Nobody has access from then on. Absent: no end.'),
});

export const AccessWindows = z
  .array(AccessWindow)
  .max(100)
  .default([])
  .describe('Sales and collections that some tiers have access to before everybody else.');

type WindowSettings = z.output<typeof AccessWindow>;

/** When something is open, and for whom earlier; milliseconds since 1970. */
export interface AccessWindow {
  readonly id: string;
  readonly text: string;
  /** For everybody; inclusive. */
  readonly opensAt: number;
  /** By tier, from the lowest; those that have access with everybody else are not in it. */
  readonly earlier: ReadonlyMap<string, number>;
  /** Exclusive. */
  readonly until?: number;
  /** Whose tier nobody told is in it. */
  readonly lowestTier?: string;
}

const HOUR_MS = 3_600_000;

/** The form of the document has seen to it that instants can be read. */
const instant = (text: string): number => parseInstant(text) ?? NaN;

/** The windows of a programme, by id. A tier opens when the window says, else so many hours before everybody as its benefits say. */
export function accessWindowsOf({
  accessWindows,
  tiers,
}: {
  readonly accessWindows: readonly WindowSettings[];
  readonly tiers?: TierSettings | undefined;
}): ReadonlyMap<string, AccessWindow> {
  return new Map(
    accessWindows.map((window) => {
      const { id, text, earlier, until } = window;
      const opensAt = instant(window.opensAt);
      const opening = (tiers?.levels ?? []).map(({ id: tier, benefits }): [string, number] => {
        const named = earlier?.[tier];
        if (earlier) return [tier, named === undefined ? opensAt : instant(named)];
        return [tier, opensAt - (benefits?.earlyAccessHours ?? 0) * HOUR_MS];
      });
      const [lowest] = opening;
      const before = new Map(opening.filter(([, from]) => from < opensAt));
      return [
        id,
        {
          ...{ id, text, opensAt, earlier: before },
          ...(until !== undefined && { until: instant(until) }),
          ...(lowest && { lowestTier: lowest[0] }),
        },
      ];
    }),
  );
}

/** What is wrong with the windows of a document. */
export function accessWindowMistakes(
  windows: readonly WindowSettings[],
  tiers: TierSettings | undefined,
): OfferMistake[] {
  const levels = (tiers?.levels ?? []).map(({ id }) => id);
  return windows.flatMap((window, index) => {
    const { id, opensAt, until, earlier = {} } = window;
    const mistakes: OfferMistake[] = [];
    if (windows.findIndex((other) => other.id === id) < index)
      mistakes.push({ path: ['id'], message: `the window "${id}" is there twice` });
    if (until !== undefined && instant(until) <= instant(opensAt))
      mistakes.push({ path: ['until'], message: 'must be after opensAt: nobody else would have access' });
    for (const [tier, from] of Object.entries(earlier)) {
      const path = ['earlier', tier];
      const there = levels.length > 0 ? `there are ${levels.join(', ')}` : 'the programme has no tiers';
      if (!levels.includes(tier)) mistakes.push({ path, message: `is no tier; ${there}` });
      else if (instant(from) >= instant(opensAt)) mistakes.push({ path, message: 'must be before opensAt' });
    }
    if (mistakes.length === 0) mistakes.push(...laterForHigher(window, tiers));
    return mistakes.map(({ path, message }) => ({ path: ['accessWindows', index, ...path], message }));
  });
}

/** A tier that has access later than one below it: who rises would lose it. */
function laterForHigher(window: WindowSettings, tiers: TierSettings | undefined): OfferMistake[] {
  const { opensAt, earlier } = accessWindowsOf({ accessWindows: [window], tiers }).get(window.id) ?? {};
  const from = (tier: string): number => earlier?.get(tier) ?? opensAt ?? NaN;
  const levels = (tiers?.levels ?? []).map(({ id }) => id);
  return levels.flatMap((tier, index) => {
    const below = levels.slice(0, index).find((lower) => from(lower) < from(tier));
    if (below === undefined) return [];
    const mustNot = `must not be earlier for ${below} than for ${tier}`;
    const message = window.earlier
      ? `${mustNot}: who rises would lose access`
      : `${mustNot}, as earlyAccessHours of their benefits say (absent: 0): who rises would lose access`;
    return [{ path: window.earlier ? ['earlier', below] : [], message }];
  });
}

/** A benefit that invites to a window is for as long as the window says, and the window has to be earlier for somebody. */
export function invitationMistakes(
  { offer }: OffersOfCampaign,
  windows: ReadonlyMap<string, AccessWindow>,
): OfferMistake[] {
  const window = offer?.kind === 'benefit' ? windows.get(offer.benefit) : undefined;
  if (!window || offer?.kind !== 'benefit') return [];
  if (window.earlier.size === 0)
    return [{ path: ['offer', 'benefit'], message: `must be another: ${window.id} is earlier for no tier` }];
  if (offer.validDays === undefined) return [];
  return [{ path: ['offer', 'validDays'], message: `must not be there: ${window.id} says how long it is for` }];
}
