/**
 * The parameters of a model out of a table.
 *
 * @param fromZero those that are 0 in a limit of the model, such as where nobody gives up
 * @throws RangeError naming the first that is missing, or not a number above 0, or of those not from 0
 */
export function readParameters<Name extends string>(
  names: readonly Name[],
  values: Readonly<Record<string, number>>,
  fromZero: readonly Name[],
): Readonly<Record<Name, number>> {
  const wrong = names.find((name) => {
    const isEnough = fromZero.includes(name) ? values[name]! >= 0 : values[name]! > 0;
    return !(isEnough && values[name]! < Infinity);
  });
  if (wrong !== undefined) {
    throw new RangeError(
      `parameter ${wrong} is ${values[wrong]}; needs ${names.join(', ')}, each a number above 0; ${fromZero.join(' and ')} may be 0`,
    );
  }
  return Object.fromEntries(names.map((name) => [name, values[name]!])) as Record<Name, number>;
}
