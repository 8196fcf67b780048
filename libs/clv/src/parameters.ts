/**
 * The parameters of a model out of a table.
 *
 * @param dropout the one that is 0 where nobody gives up
 * @throws RangeError naming the first that is missing, or not a number above 0, or of dropout not from 0
 */
export function readParameters<Name extends string>(
  names: readonly Name[],
  values: Readonly<Record<string, number>>,
  dropout: Name,
): Readonly<Record<Name, number>> {
  const wrong = names.find((name) => {
    const isEnough = name === dropout ? values[name]! >= 0 : values[name]! > 0;
    return !(isEnough && values[name]! < Infinity);
  });
  if (wrong !== undefined) {
    throw new RangeError(
      `parameter ${wrong} is ${values[wrong]}; needs ${names.join(', ')}, each a number above 0; ${dropout} may be 0`,
    );
  }
  return Object.fromEntries(names.map((name) => [name, values[name]!])) as Record<Name, number>;
}
