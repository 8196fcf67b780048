import { compareInOrderOfThings, type Placed } from '@perennial/contracts';

/** That two records turned out to be one person, and where that stands in the order of things. */
export interface Merge extends Placed {
  readonly from: string;
  readonly into: string;
}

/** What records have become by merges; records that were merged into none are missing. */
export interface Persons {
  /** By record: the one that it is one person with in the end. */
  readonly persons: ReadonlyMap<string, string>;
  /** By record that went: the one it was merged into, which may have gone later. */
  readonly heirs: ReadonlyMap<string, string>;
}

/**
 * Who has become whom. Merges act in the order of things, whatever order they came in: so the record that stays is always
 * the same. One of a record that was merged before is one of the person; in a circle, or with itself, it changes nothing.
 */
export function personsBy(merges: readonly Merge[]): Persons {
  const persons = new Map<string, string>();
  const heirs = new Map<string, string>();
  for (const merge of merges.toSorted(compareInOrderOfThings)) {
    const from = persons.get(merge.from) ?? merge.from;
    const into = persons.get(merge.into) ?? merge.into;
    if (from === into) continue;
    for (const [record, person] of persons) if (person === from) persons.set(record, into);
    persons.set(from, into);
    heirs.set(from, into);
  }
  return { persons, heirs };
}

/** The merges without a record that was merged into another: what it was named in is told of the other from now on. */
export function withoutMerged(merges: readonly Merge[], record: string, heir: string): Merge[] {
  const renamed = (name: string): string => (name === record ? heir : name);
  return merges
    .map((merge) => {
      const [from, into] = [renamed(merge.from), renamed(merge.into)];
      return from === merge.from && into === merge.into ? merge : { ...merge, from, into };
    })
    .filter(({ from, into }) => from !== into);
}
