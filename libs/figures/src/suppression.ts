/** A part of a whole: a group of a report. */
export interface Part {
  /** People it tells of: customers, or answers. */
  readonly n: number;
  /** Those of them who are in no other part. Absent: all of them, because nobody can be in two. */
  readonly alone?: number;
}

/**
 * Whether so many people hide how many each of so many parts has, of which it is known that each has somebody: any of them may be of
 * `minimum`. So it takes one more for each part but the first.
 */
export function areEnough(people: number, parts: number, minimum: number): boolean {
  return people >= minimum + Math.max(0, parts - 1);
}

/**
 * Which of the parts of a whole are to be hidden, so that neither a part nor the whole less the parts that are shown tells of
 * fewer than `minimum` people. Parts may overlap, such as touchpoints, tiers and campaigns: who is in several counts in each.
 *
 * A part with fewer is hidden; one without any tells nothing of anybody. Where those who are in one hidden part alone come to
 * fewer than `minimum`, the smallest of the others are hidden, too. So the people of the whole who are in no part that is shown are
 * enough for the hidden parts (`areEnough`), or all, or nobody: nobody only where nothing is hidden. Of ten parts of one person each
 * the rest would be ten, and tell that each is one.
 *
 * Not promised: parts that overlap come to more than the whole, and what they have in common is in the difference, however
 * few they are.
 */
export function hiddenParts<Each extends Part>(parts: readonly Each[], minimum: number): ReadonlySet<Each> {
  const bySize = parts.filter(({ n }) => n > 0).sort((a, b) => a.n - b.n);
  const hidden = new Set<Each>();
  let alone = 0;
  let occupied = 0;
  for (const part of bySize) {
    if (part.n >= minimum && (hidden.size === 0 || areEnough(alone, occupied, minimum))) break;
    hidden.add(part);
    const more = part.alone ?? part.n;
    alone += more;
    if (more > 0) occupied += 1;
  }
  return hidden;
}

/**
 * Whether it may be told which parts there are, hidden or not. Where all are hidden and have too few people for so many parts, the whole
 * beside their names would tell of each how many it has: of one answer in all, what it was about.
 */
export function areNamed(parts: readonly Part[], minimum: number): boolean {
  const occupied = parts.filter(({ n }) => n > 0);
  const hidden = hiddenParts(parts, minimum);
  if (occupied.length === 0 || occupied.some((part) => !hidden.has(part))) return true;
  const alone = occupied.map((part) => part.alone ?? part.n).filter((people) => people > 0);
  const people = alone.reduce((sum, each) => sum + each, 0);
  return areEnough(people, alone.length, minimum);
}
