import { versionAt, type ProgrammeHistory } from '@perennial/programme';

import { DAY_MS } from './calendar.js';
import type { MemberState } from './member-state.js';
import { nextInstant } from './passage.js';
import type { Member } from './posting/transfer.js';
import { tierValidUntil } from './tier.js';
import { goneAt } from './wallet.js';
import { newWorld } from './world.js';

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
}

export interface TierNotice extends Notice {
  /** The tier to come. */
  readonly to: string;
}

/** The next notice of expiry: of the soonest date that none was given of. */
export function noticeOfExpiry(
  programmes: ProgrammeHistory,
  { state, noticed }: Pick<Member, 'state' | 'noticed'>,
): ExpiryNotice | undefined {
  const { programme, effectiveFrom } = versionAt(programmes, reachedBy(state));
  const { expiry } = programme;
  const noticeDays = 'noticeDays' in expiry ? expiry.noticeDays : undefined;
  if (noticeDays === undefined) return undefined;
  let [happensAt, points] = [Infinity, 0n];
  for (const lot of state.lots.values()) {
    const gone = goneAt(state, lot);
    if (lot.points === 0n || gone <= (noticed.expiry ?? 0) || gone > happensAt) continue;
    points = gone === happensAt ? points + lot.points : lot.points;
    happensAt = gone;
  }
  if (happensAt === Infinity) return undefined;
  return { at: Math.max(happensAt - noticeDays * DAY_MS, effectiveFrom), happensAt, points };
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
 * ahead of the clock is not due before it.
 */
export function dueAtOf(programmes: ProgrammeHistory, member: Member): number | undefined {
  const { state } = member;
  if (state.erased || state.mergedInto) return undefined;
  const at = Math.min(
    nextInstant(newWorld(programmes), state),
    noticeOfExpiry(programmes, member)?.at ?? Infinity,
    noticeOfTier(programmes, member)?.at ?? Infinity,
  );
  return at === Infinity ? undefined : Math.max(at, reachedBy(state));
}

/** No instant before it can be dealt with any more. */
export function reachedBy(state: MemberState): number {
  return Math.max(state.passedTo, state.last?.at ?? 0);
}
