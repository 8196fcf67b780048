import type { Movement } from '../world.js';
import type { Posted } from './transfer.js';

/** What still has to be posted: one per rule, thing and partner. */
export interface Difference {
  /** What gave the points, or the newest that took some; of what is gone, made up from what was posted. */
  readonly movement: Movement;
  /** Signed: into the wallet, or out of it. */
  readonly points: bigint;
  /** An earlier posting turned out otherwise. */
  readonly corrects: boolean;
}

/** With the partner: of an order that turns out to be another partner's, the one no longer pays and the other does. */
export function movementKey({ rule, thing, partnerId }: Pick<Movement, 'rule' | 'thing' | 'partnerId'>): string {
  return `${rule}\n${thing}\n${partnerId ?? ''}`;
}

const INTERNAL: ReadonlySet<string> = new Set(['activation', 'reservation', 'release']);

export function isInternal({ kind }: Pick<Movement, 'kind'>): boolean {
  return INTERNAL.has(kind);
}

/** New movements, one posting per rule, thing and partner, in the order they began; of what time does, for each instant, however late it is done. */
export function summed(movements: readonly Movement[]): Difference[] {
  const [only, ...more] = movements;
  if (only && more.length === 0) {
    return only.points === 0n ? [] : [{ movement: only, points: only.points, corrects: false }];
  }
  const sums = new Map<string, { movement: Movement; points: bigint }>();
  for (const movement of movements) {
    const key = `${movementKey(movement)}\n${movement.byTime ? movement.at : ''}\n${movement.kind}`;
    const known = sums.get(key);
    sums.set(key, { movement, points: (known?.points ?? 0n) + movement.points });
  }
  return [...sums.values()]
    .filter(({ points }) => points !== 0n)
    .map(({ movement, points }) => ({ movement, points, corrects: false }));
}

interface Open {
  /** The first that gave something, of those after what is posted. */
  readonly given: Movement | undefined;
  readonly last: Movement;
  readonly points: bigint;
}

/**
 * What all movements of a member's whole history come to, less what was posted; credits first, so that what is taken is
 * there.
 */
export function differences(
  movements: readonly Movement[],
  posted: Iterable<Posted>,
  gone: (posted: Posted) => Movement,
): Difference[] {
  const before = new Map<string, Posted>();
  for (const each of posted) {
    const key = movementKey(each);
    before.set(key, { ...each, points: (before.get(key)?.points ?? 0n) + each.points });
  }
  const open = new Map<string, Open>();
  for (const movement of movements) {
    if (isInternal(movement)) continue;
    const key = movementKey(movement);
    const known = open.get(key);
    const points = (known?.points ?? 0n) + movement.points;
    // What is posted is told of already: what comes after it is new.
    const given = known?.given ?? (movement.points > 0n ? movement : undefined);
    open.set(key, { given: points === (before.get(key)?.points ?? 0n) ? undefined : given, last: movement, points });
  }
  for (const [key, each] of before) {
    if (!open.has(key)) open.set(key, { given: undefined, last: gone(each), points: 0n });
  }
  return [...open]
    .map(([key, each]) => ({
      ...each,
      points: each.points - (before.get(key)?.points ?? 0n),
      corrects: before.has(key),
    }))
    .filter(({ points }) => points !== 0n)
    .map(({ given, last, points, corrects }) => ({ movement: points > 0n ? (given ?? last) : last, points, corrects }))
    .sort((a, b) => Number(a.points < 0n) - Number(b.points < 0n) || a.movement.at - b.movement.at);
}
