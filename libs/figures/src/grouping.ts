/** What people are told apart by: something that has a name here, or an attribute that the shop has named. */
export type GroupingBy<Name extends string> =
  { readonly by: Name } | { readonly by: 'attribute'; readonly name: string };

const ATTRIBUTE = 'attribute:';

/** Of one of `names`, or `attribute:NAME`. @returns undefined when there is no such grouping */
export function groupingBy<Name extends string>(names: readonly Name[], text: string): GroupingBy<Name> | undefined {
  const by = names.find((name) => name === text);
  if (by !== undefined) return { by };
  const name = text.startsWith(ATTRIBUTE) ? text.slice(ATTRIBUTE.length) : '';
  return name === '' ? undefined : { by: 'attribute', name };
}
