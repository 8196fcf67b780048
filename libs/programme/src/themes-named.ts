import type { ThemeSettings } from './cases.schema.js';

/**
 * The programme's themes that an answer to a survey names by itself: its answer to one question is a theme, or a list of some.
 * Anything else that stands there counts for nothing.
 *
 * @param answers `answers` of `commerce.survey.answered.v1`
 * @returns each once, in the order of the programme
 */
export function themesNamed(
  { themes }: { readonly themes?: ThemeSettings | undefined },
  answers: Readonly<Record<string, unknown>> = {},
): string[] {
  if (!themes) return [];
  const named = [answers[themes.question]].flat();
  return themes.names.filter((name) => named.includes(name));
}
