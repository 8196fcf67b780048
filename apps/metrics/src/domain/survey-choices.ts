/** An answer to a further question that others may have given, too. */
export type Choice = number | boolean | string;

/** Longest text that is a choice, in UTF-16 units: what is longer is a comment. */
const LONGEST_CHOICE = 100;

/**
 * The further answers that can be counted: numbers, true or false, short text. Long text and nested values are left out,
 * because they may tell of anybody and no figure needs them.
 *
 * @returns undefined when there are none
 */
export function choicesOf(
  answers: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, Choice>> | undefined {
  const choices = Object.entries(answers).filter(
    (entry): entry is [string, Choice] => entry[0].length <= LONGEST_CHOICE && isChoice(entry[1]),
  );
  return choices.length === 0 ? undefined : Object.fromEntries(choices);
}

function isChoice(value: unknown): value is Choice {
  if (typeof value === 'string') return value.length <= LONGEST_CHOICE;
  return typeof value === 'number' || typeof value === 'boolean';
}
