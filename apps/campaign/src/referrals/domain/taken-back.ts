/** Points that the ledger gave to one side of a referral, or took back. */
export interface ToldPoints {
  /** The message that told of it. */
  readonly id: string;
  /** Its number: among those that gave, or among those that took. */
  readonly sequence: bigint;
  /** Above 0. */
  readonly points: bigint;
}

/**
 * Which awards for one side of one referral have been taken back, and by what: the earliest given go first. So what was taken back stays so, and
 * what the ledger gives again is an award that stands. It follows from the sets alone, whatever came first; an award of which something is left stands.
 *
 * @param awards in any order, each once
 * @param taken what was taken back, in any order, each once
 * @returns of each award that was taken back, the one that took the last of it
 */
export function takenBack<Taken extends ToldPoints>(
  awards: readonly ToldPoints[],
  taken: readonly Taken[],
): ReadonlyMap<string, Taken> {
  const found = new Map<string, Taken>();
  const takers = inTurn(taken)[Symbol.iterator]();
  let given = 0n;
  let gone = 0n;
  let last: Taken | undefined;
  for (const award of inTurn(awards)) {
    given += award.points;
    while (gone < given) {
      const next = takers.next();
      if (next.done) return found;
      last = next.value;
      gone += last.points;
    }
    if (last) found.set(award.id, last);
  }
  return found;
}

/** As they were told; numbers of records that became one person may be the same. */
function inTurn<Told extends ToldPoints>(told: readonly Told[]): Told[] {
  return told.toSorted((a, b) => Number(a.sequence - b.sequence) || (a.id < b.id ? -1 : 1));
}
