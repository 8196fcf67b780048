import { bucketOf } from '@perennial/contracts';
import { plainColumn, textColumn } from '@perennial/persistence';

/** Who becomes whom, as parameters for `unnest($1::text[], $2::text[], $3::int2[]) as move (from_id, into_id, bucket)`. */
export function moveColumns(moves: ReadonlyMap<string, string>): string[] {
  const pairs = [...moves];
  return [
    textColumn(pairs, ([from]) => from),
    textColumn(pairs, ([, into]) => into),
    plainColumn(pairs, ([, into]) => bucketOf(into)),
  ];
}
