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

/** What is new of one rule, thing and partner: the movements after those that come to what was posted. */
interface Open {
  readonly points: bigint;
  readonly since: Movement[];
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
    const isTold = points === (before.get(key)?.points ?? 0n);
    const since = isTold ? [] : (known?.since ?? []);
    if (!isTold) since.push(movement);
    open.set(key, { points, since });
  }
  for (const [key, each] of before) if (!open.has(key)) open.set(key, { points: 0n, since: [gone(each)] });
  return [...open]
    .flatMap(([key, { points, since }]) => toldOf(points - (before.get(key)?.points ?? 0n), since, before.has(key)))
    .sort((a, b) => Number(a.points < 0n) - Number(b.points < 0n) || a.movement.at - b.movement.at);
}

/** One difference; of what time did, for each instant, however late it was done. */
function toldOf(points: bigint, since: readonly Movement[], corrects: boolean): Difference[] {
  const last = since.at(-1);
  if (points === 0n || !last) return [];
  const byTime = since.every((movement) => movement.byTime) && sumOf(since) === points;
  if (byTime) {
    return [...new Set(since.map(({ at }) => at))].flatMap((at) => {
      const then = since.filter((movement) => movement.at === at);
      const movement = then.at(-1) ?? last;
      return sumOf(then) === 0n ? [] : [{ movement, points: sumOf(then), corrects }];
    });
  }
  const given = points > 0n ? since.find((movement) => movement.points > 0n) : undefined;
  return [{ movement: given ?? last, points, corrects }];
}

function sumOf(movements: readonly Movement[]): bigint {
  return movements.reduce((sum, { points }) => sum + points, 0n);
}
