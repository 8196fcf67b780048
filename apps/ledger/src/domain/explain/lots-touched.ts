import type { Thing } from '../fact.js';
import { heirsOf } from '../heir.js';
import { lotKey } from '../lot.js';
import { eventKey } from '../place.js';
import { goneAt } from '../wallet.js';
import type { World } from '../world.js';
import type { Asked } from './explain.js';
import type { Explanation, LotDrawn } from './explanation.js';

/** Of the member's own lots, and of the household's where it was for the member. */
export function drawnBy({ lotChanges, members }: World, account: string, key: string): LotDrawn[] {
  const self = heirsOf((each) => members.get(each), account);
  const byLot = new Map<string, LotDrawn>();
  for (const { account: owner, by, because, lot, points, goneAt } of lotChanges) {
    if (eventKey(because) !== key || !(self.includes(owner) || self.includes(by))) continue;
    const { rule, thing, earned } = lot;
    const of = `${owner}\n${lotKey(lot)}`;
    const about = { rule, thing, earned, account: owner, by, own: self.includes(owner), goneAt };
    const known = byLot.get(of) ?? { ...about, taken: 0n, putIn: 0n };
    const { had = lot.points } = known;
    byLot.set(
      of,
      points < 0n ? { ...known, had, taken: known.taken - points } : { ...known, putIn: known.putIn + points },
    );
  }
  return [...byLot.values()];
}

/** Points in the wallet of some things, and lots of the member's own that were drawn from. */
export function lotsOf(
  { world, account }: Asked,
  drawn: readonly LotDrawn[],
  about: readonly Thing[],
): Explanation['lots'] {
  const state = world.members.get(account);
  if (!state) return [];
  const things = new Set(about);
  const touched = new Set(drawn.filter(({ own }) => own).map(lotKey));
  return [...state.lots.values()]
    .filter((lot) => things.has(lot.thing) || touched.has(lotKey(lot)))
    .map((lot) => ({ ...lot, goneAt: goneAt(state, lot) }));
}
