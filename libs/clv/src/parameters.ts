/**
 * The parameters of a model out of a table.
 *
 * @throws RangeError naming the first that is missing, or not a number above 0
 */
export function readParameters<Name extends string>(
  names: readonly Name[],
  values: Readonly<Record<string, number>>,
): Readonly<Record<Name, number>> {
  const wrong = names.find((name) => !(values[name]! > 0 && values[name]! < Infinity));
  if (wrong !== undefined) {
    throw new RangeError(`parameter ${wrong} is ${values[wrong]}; needs ${names.join(', ')}, each a number above 0`);
  }
  return Object.fromEntries(names.map((name) => [name, values[name]!])) as Record<Name, number>;
}
