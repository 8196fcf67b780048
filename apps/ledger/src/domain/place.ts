import type { Placed } from '@perennial/contracts';

/** Where a fact stands among the facts of a member, and at the same time which event it is: `source` and `id` name it. */
export type Place = Placed;

export function placeOf({ at, source, id }: Place): Place {
  return { at, source, id };
}

export function isSamePlace(a: Place | undefined, b: Place | undefined): boolean {
  return a?.at === b?.at && a?.source === b?.source && a?.id === b?.id;
}

/** The event as a key of maps: unambiguous, because neither part can contain a line break. */
export function eventKey({ source, id }: Pick<Place, 'source' | 'id'>): string {
  return `${source}\n${id}`;
}
