import type { RawRecord } from '@perennial/contracts';

import { bytes } from './bytes.js';
import type { Case, Outcome } from './case.js';
import { currency } from './currency.js';
import { envelope } from './envelope.js';
import { injection } from './injection.js';
import { Material } from './material.js';
import { numbers } from './numbers.js';
import { references } from './references.js';
import { subject } from './subject.js';
import { time } from './time.js';

/** The clock of the service that is sent them. */
export const BAD_INPUT_NOW = '2027-03-02T00:00:00Z';

/** One record that is bad input, or only looks so. */
export interface BadInput {
  readonly group: string;
  readonly title: string;
  /** Published, and applied as far as they can be, before. */
  readonly given: readonly RawRecord[];
  readonly record: RawRecord;
  readonly outcome: Outcome;
  readonly customerId: string;
}

const groups = { bytes, envelope, subject, numbers, currency, time, references, injection };

/**
 * The corpus: what producers send that is wrong, or strange but right, and what has to become of each at a ledger with
 * the jeweller's programme.
 */
export function badInput(): BadInput[] {
  return Object.entries(groups).flatMap(([group, cases]) =>
    cases.map((each, index) => made(each, group, `${group}-${index}`)),
  );
}

function made([title, make, outcome, given]: Case, group: string, name: string): BadInput {
  const material = new Material(name);
  return {
    group,
    title,
    customerId: material.customerId,
    record: make(material),
    given: given?.(material) ?? [],
    outcome: typeof outcome === 'function' ? outcome(material) : outcome,
  };
}
