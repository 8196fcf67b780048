import { versionAt, type ExpiryPolicy, type ProgrammeHistory } from '@perennial/programme';

import { DAY_MS } from './calendar.js';
import type { Lot } from './lot.js';
import type { MemberState } from './member-state.js';
import { nextInstant } from './due.js';
import type { Member } from './posting/transfer.js';
import { tierValidUntil } from './tier.js';
import { goneAt } from './wallet.js';
import { ownExpiryOf } from './world.js';

/** Something a member is told of before it happens. Instants in milliseconds since 1970. */
export interface Notice {
  /** When it is due: not before the version that asks for it was in force. */
  readonly at: number;
  /** When what it announces happens. */
  readonly happensAt: number;
}

export interface ExpiryNotice extends Notice {
  /** Above 0. */
  readonly points: bigint;
  /** Of points whose rule has an expiry of its own: what they were given as. */
  readonly award?: string;
}

export interface TierNotice extends Notice {
  /** The tier to come. */
  readonly to: string;
}

/**
 * The next notice of expiry: of the soonest date that none was given of, by what their rule or the programme asks for.
 *
 * @param lots those to be told of: all of the member's
 */
export function noticeOfExpiry(
  programmes: ProgrammeHistory,
  { state, noticed }: Pick<Member, 'state' | 'noticed'>,
  lots: Iterable<Lot> = state.lots.values(),
): ExpiryNotice | undefined {
  const { programme, effectiveFrom } = versionAt(programmes, reachedBy(state));
  const soonest = new Map<string | undefined, { happensAt: number; points: bigint; expiry: ExpiryPolicy }>();
  for (const lot of lots) {
    if (lot.points === 0n) continue;
    const own = ownExpiryOf(programme, lot);
    const award = own && lot.rule;
    const told = award === undefined ? noticed.expiry : noticed.awards?.[award];
    const [gone, known] = [goneAt(state, lot), soonest.get(award)];
    if (gone === Infinity || gone <= (told ?? 0) || (known && known.happensAt < gone)) continue;
    const points = known?.happensAt === gone ? known.points + lot.points : lot.points;
    soonest.set(award, { happensAt: gone, points, expiry: own ?? programme.expiry });
  }
  const notices = [...soonest].flatMap(([award, { happensAt, points, expiry }]) => {
    const noticeDays = 'noticeDays' in expiry ? expiry.noticeDays : undefined;
    if (noticeDays === undefined) return [];
    const at = Math.max(happensAt - noticeDays * DAY_MS, effectiveFrom);
    return [{ at, happensAt, points, ...(award === undefined ? {} : { award }) }];
  });
  return notices.sort((a, b) => a.at - b.at || a.happensAt - b.happensAt)[0];
}

/** Dates told of, once a notice has been given. */
export function notedExpiry(noticed: Member['noticed'], { award, happensAt }: ExpiryNotice): Member['noticed'] {
  if (award === undefined) return { ...noticed, expiry: happensAt };
  return { ...noticed, awards: { ...noticed.awards, [award]: happensAt } };
}

/** The next notice of a tier that will be lost. */
export function noticeOfTier(
  programmes: ProgrammeHistory,
  { state, noticed }: Pick<Member, 'state' | 'noticed'>,
): TierNotice | undefined {
  const { programme, effectiveFrom } = versionAt(programmes, reachedBy(state));
  const { tiers } = programme;
  if (tiers?.noticeDays === undefined) return undefined;
  const lost = tierValidUntil(tiers, state.tier, reachedBy(state));
  if (!lost || lost.until <= (noticed.tier ?? 0)) return undefined;
  const at = Math.max(lost.until - tiers.noticeDays * DAY_MS, effectiveFrom);
  return { at, happensAt: lost.until, to: lost.to };
}

/**
 * When time alone next changes something for the member, or a notice is due; undefined: never. A member who has a fact
 * ahead of the clock is not due before it. Of lots that are not at hand it is known when they are gone, not when a notice of
 * that is due: the member may be due sooner than this says, and then was so before.
 */
export function dueAtOf(programmes: ProgrammeHistory, member: Member): number | undefined {
  const { state } = member;
  if (state.erased || state.mergedInto) return undefined;
  const at = Math.min(
    nextInstant({ programmes }, state),
    noticeOfExpiry(programmes, member, state.lots.atHand().values())?.at ?? Infinity,
    noticeOfTier(programmes, member)?.at ?? Infinity,
  );
  return at === Infinity ? undefined : Math.max(at, reachedBy(state));
}

/** No instant before it can be dealt with any more. */
export function reachedBy(state: MemberState): number {
  return Math.max(state.passedTo, state.last?.at ?? 0);
}
