/** Slips of the hand that are still taken for the same name. */
const MOST_SLIPS = 2;

/**
 * The name that was most likely meant: one that differs in capitals, blanks and punctuation alone, then one that holds the wanted
 * name or is held by it (`customer` and `Customer ID`), then one that is up to two letters away.
 *
 * @returns undefined where none is like it
 */
export function nearestName(wanted: string, names: readonly string[]): string | undefined {
  const plain = lettersOf(wanted);
  if (plain === '') return undefined;
  const candidates = names.map((name) => ({ name, letters: lettersOf(name) })).filter(({ letters }) => letters !== '');
  const found =
    candidates.find(({ letters }) => letters === plain) ??
    candidates.find(({ letters }) => letters.includes(plain) || plain.includes(letters)) ??
    candidates.find(({ letters }) => slips(letters, plain) <= Math.min(MOST_SLIPS, plain.length / 3));
  return found?.name;
}

const lettersOf = (name: string): string => name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');

/** Letters to put in, take out or exchange (Levenshtein). */
function slips(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (let j = 1; j <= b.length; j++) {
      const same = letter === b[j - 1] ? 0 : 1;
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + same));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
