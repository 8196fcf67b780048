/**
 * Which of the parts of a whole are to be hidden, so that nothing is told of fewer than `minimum` answers.
 *
 * A part with fewer is hidden; one without any tells nothing of anybody. Where all that is hidden comes to fewer than
 * `minimum`, the whole less what is shown would tell it: then the smallest of the others are hidden, too.
 */
export function hiddenParts<Part extends { readonly n: number }>(
  parts: readonly Part[],
  minimum: number,
): ReadonlySet<Part> {
  const bySize = parts.filter(({ n }) => n > 0).sort((a, b) => a.n - b.n);
  const hidden = new Set<Part>();
  let sum = 0;
  for (const part of bySize) {
    if (part.n >= minimum && (sum === 0 || sum >= minimum)) break;
    hidden.add(part);
    sum += part.n;
  }
  return hidden;
}
