/** Something that holds whenever nothing is under way: docs/reliability.md lists them by number. */
export interface Invariant {
  /** Such as `I7`; several may be parts of one. */
  readonly id: string;
  /** A whole statement, for people. */
  readonly says: string;
  /** The first place where it does not hold, in words; undefined when it holds. */
  readonly violation: () => Promise<string | undefined>;
}

export interface InvariantResult {
  readonly id: string;
  readonly says: string;
  readonly holds: boolean;
  /** Absent when it holds. */
  readonly violation?: string;
}

/** Checks one after the other, all of them whatever comes out. @param onChecked told each result as it is known */
export async function checkInvariants(
  invariants: readonly Invariant[],
  onChecked: (result: InvariantResult) => void = () => {},
): Promise<InvariantResult[]> {
  const results: InvariantResult[] = [];
  for (const { id, says, violation } of invariants) {
    const found = await violation();
    const result = { id, says, holds: found === undefined, ...(found === undefined ? {} : { violation: found }) };
    results.push(result);
    onChecked(result);
  }
  return results;
}
