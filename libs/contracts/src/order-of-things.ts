import type { Envelope } from './envelope.js';

/** What decides the place of a fact among the facts of a member. */
export type Placed = Pick<Envelope, 'at' | 'source' | 'id'>;

/** Order of things: `time` in milliseconds, then `source`, then `id`, by UTF-8 bytes. Negative when `a` comes first. */
export function compareInOrderOfThings(a: Placed, b: Placed): number {
  return a.at - b.at || compareUtf8(a.source, b.source) || compareUtf8(a.id, b.id);
}

/** Compares by UTF-8 bytes, as Postgres does under `collate "C"`. JavaScript's `<` compares UTF-16 units, which differs above U+FFFF. */
export function compareUtf8(a: string, b: string): number {
  if (a === b) return 0;
  return Buffer.compare(Buffer.from(a, 'utf8'), Buffer.from(b, 'utf8'));
}
