/**
 * Purchase histories as the models see them: one element per customer (or per group of equal customers).
 * All arrays have the same length. A purchase is a customer-day: orders of one customer on one day are one purchase.
 */
export interface Histories {
  /** Repeat purchases: purchase days minus one. Whole, from 0. */
  readonly x: Float64Array;
  /** Time from the first to the last purchase day, in one unit of time for everything; 0 where `x` is 0, above 0 elsewhere. */
  readonly tx: Float64Array;
  /** Time from the first purchase day to the end of observation, same unit; never below `tx`. */
  readonly T: Float64Array;
  /** How many customers an element stands for; absent: one each. Above 0. */
  readonly weight?: Float64Array;
}

/** Histories without repetitions. */
export interface GroupedHistories {
  readonly x: Float64Array;
  readonly tx: Float64Array;
  readonly T: Float64Array;
  readonly weight: Float64Array;
  /** The distinct `x`, rising, and how many customers have each: what of a likelihood only depends on `x`, costs as much. */
  readonly counts: Float64Array;
  readonly weightOfCount: Float64Array;
  readonly customers: number;
  readonly repeatCustomers: number;
  /** Sum of `x` over the customers. */
  readonly repeatPurchases: number;
  /** The longest `T`; the fits measure time in it, so that the unit of the input does not matter. */
  readonly longest: number;
}

/** @throws RangeError naming the first element that is not a possible history */
export function checkHistories({ x, tx, T, weight }: Histories): void {
  if (tx.length !== x.length || T.length !== x.length || (weight !== undefined && weight.length !== x.length)) {
    throw new RangeError(
      `x, tx, T and weight must have one element per customer; got ${x.length}, ${tx.length}, ${T.length}`,
    );
  }
  for (let i = 0; i < x.length; i++) {
    const xi = x[i]!;
    const txi = tx[i]!;
    const Ti = T[i]!;
    const wi = weight === undefined ? 1 : weight[i]!;
    const possible = Number.isInteger(xi) && xi >= 0 && Number.isFinite(Ti) && txi <= Ti && wi > 0 && wi < Infinity;
    if (!possible || (xi === 0 ? txi !== 0 : !(txi > 0))) {
      throw new RangeError(
        `element ${i} is not a history: x ${xi}, tx ${txi}, T ${Ti}, weight ${wi}; ` +
          'needs whole x >= 0, 0 < tx <= T (tx = 0 where x = 0), weight > 0',
      );
    }
  }
}

/**
 * Merges equal (x, tx, T) into one element with a weight: CDNOW's 2,357 customers are 1,016 distinct histories, and
 * a million customers counted in days are a few ten thousand, so that a fit costs the same for both.
 */
export function groupHistories(histories: Histories): GroupedHistories {
  checkHistories(histories);
  const { x, tx, T, weight } = histories;
  const slotOf = new HistoryTable(x, tx, T);
  const first: number[] = [];
  const weights: number[] = [];
  for (let i = 0; i < x.length; i++) {
    const group = slotOf.groupOf(i, first);
    weights[group] = (weights[group] ?? 0) + (weight === undefined ? 1 : weight[i]!);
  }
  const pick = (values: Float64Array) => Float64Array.from(first, (index) => values[index]!);
  const grouped = { x: pick(x), tx: pick(tx), T: pick(T), weight: Float64Array.from(weights) };

  const weightOf = new Map<number, number>();
  let customers = 0;
  let repeatPurchases = 0;
  let longest = 0;
  grouped.x.forEach((count, i) => {
    const w = grouped.weight[i]!;
    weightOf.set(count, (weightOf.get(count) ?? 0) + w);
    customers += w;
    repeatPurchases += count * w;
    longest = Math.max(longest, grouped.T[i]!);
  });
  const counts = Float64Array.from(weightOf.keys()).sort();
  const weightOfCount = counts.map((count) => weightOf.get(count)!);
  const repeatCustomers = customers - (weightOf.get(0) ?? 0);
  return { ...grouped, counts, weightOfCount, customers, repeatCustomers, repeatPurchases, longest };
}

/**
 * Which customers share x and T, and so what is expected of them while they are alive.
 *
 * @returns for each customer the number of its group, and for each group its first customer
 */
export function groupsOfRateAndAge({ x, T }: Histories): { readonly groupOf: Int32Array; readonly first: number[] } {
  const slotOf = new HistoryTable(x, x, T);
  const first: number[] = [];
  const groupOf = Int32Array.from({ length: x.length }, (_, i) => slotOf.groupOf(i, first));
  return { groupOf, first };
}

/** Open addressing over the bits of three numbers: no key strings, so that a million rows group in well under a second. */
class HistoryTable {
  private readonly slots: Int32Array;
  private readonly bits = new Float64Array(3);
  private readonly words = new Uint32Array(this.bits.buffer);

  constructor(
    private readonly x: Float64Array,
    private readonly tx: Float64Array,
    private readonly T: Float64Array,
  ) {
    this.slots = new Int32Array(2 ** Math.ceil(Math.log2(2 * x.length + 2))).fill(-1);
  }

  /** Number of the group that row `i` belongs to; a new group is appended to `first`, the first row of each group. */
  groupOf(i: number, first: number[]): number {
    const { x, tx, T, slots } = this;
    for (let slot = this.hash(i); ; slot = (slot + 1) & (slots.length - 1)) {
      const group = slots[slot]!;
      if (group < 0) {
        slots[slot] = first.length;
        return first.push(i) - 1;
      }
      const row = first[group]!;
      if (x[row] === x[i] && tx[row] === tx[i] && T[row] === T[i]) return group;
    }
  }

  private hash(i: number): number {
    this.bits[0] = this.x[i]!;
    this.bits[1] = this.tx[i]!;
    this.bits[2] = this.T[i]!;
    let hash = 0;
    for (const word of this.words) {
      hash = Math.imul(hash ^ word, 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    return (hash >>> 0) & (this.slots.length - 1);
  }
}
