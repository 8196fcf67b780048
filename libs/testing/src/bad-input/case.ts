import type { RawRecord } from '@perennial/contracts';

import type { Material } from './material.js';

/** What has to become of a record at the ledger. */
export type Outcome =
  /** A fact; the case's customer, or `of`, keeps so many points of awards. */
  | { readonly is: 'applied'; readonly points: number; readonly of?: string }
  /** Tells again what was told: it is nowhere, and changes nothing. The points are what the customer keeps all the same. */
  | { readonly is: 'repeat'; readonly points: number }
  | { readonly is: 'parked'; readonly waitsFor: string }
  /** Set aside as it came. `detail` is a part of what is said of it. */
  | { readonly is: 'quarantined'; readonly reason: string; readonly detail: string };

export const applied = (points: number, of?: string): Outcome => ({ is: 'applied', points, ...(of ? { of } : {}) });
export const repeat = (points: number): Outcome => ({ is: 'repeat', points });
export const parked = (waitsFor: string): Outcome => ({ is: 'parked', waitsFor });
export const quarantined = (reason: string, detail = ''): Outcome => ({ is: 'quarantined', reason, detail });

/**
 * One kind of input: what to send, and what has to become of it.
 *
 * @param given what is published, and accepted, before
 */
export type Case = readonly [
  title: string,
  make: (material: Material) => RawRecord,
  outcome: Outcome | ((material: Material) => Outcome),
  given?: (material: Material) => readonly RawRecord[],
];
