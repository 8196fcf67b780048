import type { Place } from './places.js';

/** Something that moves points, at its place in the order of things. */
export interface Happening {
  readonly place: Place;
  readonly act: () => void;
}
