import { compareInOrderOfThings, type Placed } from '@perennial/contracts';

/** A place in the order of things: that of a fact, or directly after one. */
export interface Place extends Placed {
  /** Own place of a fact that acts directly after the one at this place, and before everything else. */
  readonly directlyAfter?: Placed;
}

export function comparePlaces(a: Place, b: Place): number {
  const order = compareInOrderOfThings(a, b);
  if (order !== 0) return order;
  if (!a.directlyAfter || !b.directlyAfter) return Number(!!a.directlyAfter) - Number(!!b.directlyAfter);
  return compareInOrderOfThings(a.directlyAfter, b.directlyAfter);
}

export function isBefore(a: Place, b: Place): boolean {
  return comparePlaces(a, b) < 0;
}

/** How far the order of things has got: whether what stands at a place has happened. */
export type Cut = (place: Place) => boolean;

/** Everything before `place` has happened. */
export function before(place: Place): Cut {
  return (other) => isBefore(other, place);
}

/** Everything up to `place` has happened, and what stands there, too. */
export function upTo(place: Place): Cut {
  return (other) => !isBefore(place, other);
}

/** Before every fact of the instant `at`: where clocks strike. No source and no id is empty. */
export function strikeOf(at: number): Place {
  return { at, source: '', id: '' };
}

/** Where what undoes a fact acts: at its own place, or directly after the fact when it is dated earlier or the same. */
export function placeOfUndoing(undone: Placed, own: Placed): Place {
  const { at, source, id } = own;
  if (at > undone.at) return { at, source, id };
  return { at: undone.at, source: undone.source, id: undone.id, directlyAfter: { at, source, id } };
}
