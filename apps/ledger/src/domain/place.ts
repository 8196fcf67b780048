import { compareInOrderOfThings, type Placed } from '@perennial/contracts';

/** Which event a fact is, and when it happened: `source` and `id` name it. */
export type Place = Placed;

/**
 * Where a fact acts among all facts: at its own place, or directly after another one that it cannot come before. A
 * return dated before its purchase acts directly after it.
 */
export interface Turn extends Place {
  readonly then?: Place;
}

export function placeOf({ at, source, id }: Place): Place {
  return { at, source, id };
}

export function isSamePlace(a: Place | undefined, b: Place | undefined): boolean {
  return a?.at === b?.at && a?.source === b?.source && a?.id === b?.id;
}

/** Negative when `a` acts first. */
export function compareTurns(a: Turn, b: Turn): number {
  const order = compareInOrderOfThings(a, b);
  if (order !== 0 || (!a.then && !b.then)) return order;
  if (!a.then) return -1;
  return b.then ? compareInOrderOfThings(a.then, b.then) : 1;
}

/**
 * The turn of a fact that is about `after`: its own place, or directly after `after` where that is not earlier, in
 * milliseconds. So what comes back in the very instant of a purchase comes before everything else of that instant.
 */
export function turnAfter(own: Place, after: Place): Turn {
  return own.at > after.at ? placeOf(own) : { ...placeOf(after), then: placeOf(own) };
}

/** The event as a key of maps: unambiguous, because neither part can contain a line break. */
export function eventKey({ source, id }: Pick<Place, 'source' | 'id'>): string {
  return `${source}\n${id}`;
}
