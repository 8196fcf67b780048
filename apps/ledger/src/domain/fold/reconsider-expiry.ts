import type { DecisionOf } from '../decision.js';
import { compareEarned, lotKey, type Lot } from '../lot.js';
import type { MemberState } from '../member-state.js';
import { placeOf } from '../place.js';
import { goneAt, putIn } from '../wallet.js';
import { freshLot, programmeOf } from '../world.js';
import { moverOf, note, type Acting } from './acting.js';

/**
 * Points that have expired and were neither taken back with what earned them nor reinstated before.
 *
 * @param state folded from all facts: a stored one no longer knows lots that are empty
 */
export function expiredPoints(state: MemberState): bigint {
  return expiredLots(state).reduce((sum, lot) => sum + openOf(lot), 0n);
}

/** What expired last comes first; of what expired together, what was earned last. */
function expiredLots({ lots }: MemberState): Lot[] {
  return [...lots.values()]
    .filter((lot) => openOf(lot) > 0n)
    .sort((a, b) => (b.expiresAt ?? 0) - (a.expiresAt ?? 0) || compareEarned(b, a));
}

function openOf({ expired, forgiven }: Lot): bigint {
  return expired - forgiven;
}

/**
 * Expired points come back from breakage, as a lot of their own. Never more than have expired by now: where a fact that
 * arrived late shows that some had not, those were not gone, and are not there twice.
 */
export function reinstate(acting: Acting, decision: DecisionOf<'reinstatement'>): void {
  const { world, state, turn } = acting;
  const { reinstatementId, expiresAt } = decision;
  const expired = expiredPoints(state);
  let wanted = decision.points;
  for (const lot of expiredLots(state)) {
    const taken = openOf(lot) < wanted ? openOf(lot) : wanted;
    // No longer expired: what earned them can be taken back, from wherever the points are now.
    state.lots.set(lotKey(lot), { ...lot, expired: lot.expired - taken });
    wanted -= taken;
  }
  const points = decision.points - wanted;
  const thing = `reinstatement:${reinstatementId}`;
  const inputs = { pointsWanted: Number(decision.points), pointsExpired: Number(expired) };
  note(acting, { result: 'given-back', rule: 'expiry-reversal', thing, points, inputs });
  if (points === 0n) return;
  const credit = { rule: 'expiry-reversal', thing, earned: placeOf(turn) };
  const lot = freshLot(programmeOf(world, turn.at), credit, turn.at);
  state.totals.reinstated += points;
  putIn(state, expiresAt === undefined ? lot : { ...lot, expiresAt }, points);
  world.movements.push({
    ...moverOf(acting),
    kind: 'expiry-reversal',
    rule: 'expiry-reversal',
    thing,
    points,
    part: 'available',
  });
}

/** What an extension concerns: lots that would be gone by an instant, and before the date they are to get. */
export type Extension = Pick<DecisionOf<'extension'>, 'expiringBy' | 'expiresAt'>;

/** Points in the wallet that an extension would give a later date. */
export function extendablePoints(state: MemberState, extension: Extension, at: number): bigint {
  return extendableLots(state, extension, at).reduce((sum, { points }) => sum + points, 0n);
}

/** Empty ones too: points may come back to them. What is gone stays gone, and no date becomes an earlier one. */
function extendableLots(state: MemberState, { expiringBy = Infinity, expiresAt }: Extension, at: number): Lot[] {
  return [...state.lots.values()].filter((lot) => {
    const gone = goneAt(state, lot);
    return gone > at && gone <= expiringBy && gone < expiresAt;
  });
}

/** Lots get a later date of their own. No points move. */
export function extend({ state, turn }: Acting, decision: DecisionOf<'extension'>): void {
  const { expiresAt } = decision;
  for (const lot of extendableLots(state, decision, turn.at)) state.lots.set(lotKey(lot), { ...lot, expiresAt });
}
