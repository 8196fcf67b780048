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
  /** The distinct `x`, rising: what of a likelihood depends on `x` alone is worked out once for each. */
  readonly counts: Float64Array;
  /** Index in `counts` of each `x`. */
  readonly countOf: Int32Array;
  /** How many customers have each of `counts`. */
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
  const { groupOf, first } = groupsOf(x, tx, T);
  const weights = new Float64Array(first.length);
  groupOf.forEach((group, i) => (weights[group]! += weight === undefined ? 1 : weight[i]!));
  const longest = T.reduce((most, each) => Math.max(most, each), 0);
  return summarise(pick(histories, first), weights, longest);
}

/** About `size` of the histories, evenly over their order, with their weights; time is measured as before. */
export function sampleOf(grouped: GroupedHistories, size: number): GroupedHistories {
  const step = Math.ceil(grouped.x.length / size);
  const chosen = Array.from({ length: Math.ceil(grouped.x.length / step) }, (_, i) => i * step);
  return summarise(pick(grouped, chosen), taken(grouped.weight, chosen), grouped.longest);
}

type Columns = Pick<GroupedHistories, 'x' | 'tx' | 'T'>;

function pick({ x, tx, T }: Columns, rows: readonly number[]): Columns {
  return { x: taken(x, rows), tx: taken(tx, rows), T: taken(T, rows) };
}

/** The values of some rows. A loop: `Float64Array.from` goes through an iterator, which takes ten times as long. */
export function taken(values: Float64Array, rows: ArrayLike<number>): Float64Array {
  const picked = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) picked[i] = values[rows[i]!]!;
  return picked;
}

function summarise(columns: Columns, weight: Float64Array, longest: number): GroupedHistories {
  const { values: counts, indexOf: countOf } = distinct(columns.x);
  const weightOfCount = new Float64Array(counts.length);
  countOf.forEach((count, i) => (weightOfCount[count]! += weight[i]!));
  const customers = weight.reduce((sum, each) => sum + each, 0);
  const repeatCustomers = weightOfCount.reduce((sum, each, i) => sum + (counts[i]! > 0 ? each : 0), 0);
  const repeatPurchases = weightOfCount.reduce((sum, each, i) => sum + counts[i]! * each, 0);
  return { ...columns, weight, counts, countOf, weightOfCount, customers, repeatCustomers, repeatPurchases, longest };
}

/** The distinct values, rising, and for each element the index of its value among them. */
export function distinct(values: Float64Array): { readonly values: Float64Array; readonly indexOf: Int32Array } {
  const rising = Float64Array.from(new Set(values)).sort();
  const index = new Map(Array.from(rising, (value, i) => [value, i]));
  const indexOf = new Int32Array(values.length);
  for (let i = 0; i < values.length; i++) indexOf[i] = index.get(values[i]!)!;
  return { values: rising, indexOf };
}

/**
 * Which rows are equal in three columns.
 *
 * @returns for each row the number of its group, and for each group its first row
 */
export function groupsOf(
  a: Float64Array,
  b: Float64Array,
  c: Float64Array,
): { readonly groupOf: Int32Array; readonly first: readonly number[] } {
  const table = new RowTable(a, b, c);
  const first: number[] = [];
  const groupOf = new Int32Array(a.length);
  for (let i = 0; i < a.length; i++) groupOf[i] = table.groupOf(i, first);
  return { groupOf, first };
}

/** Open addressing over the bits of three numbers: no key strings, so that a million rows group in well under a second. */
class RowTable {
  private readonly slots: Int32Array;
  private readonly bits = new Float64Array(3);
  private readonly words = new Uint32Array(this.bits.buffer);

  constructor(
    private readonly a: Float64Array,
    private readonly b: Float64Array,
    private readonly c: Float64Array,
  ) {
    this.slots = new Int32Array(2 ** Math.ceil(Math.log2(2 * a.length + 2))).fill(-1);
  }

  /** Number of the group that row `i` belongs to; a new group is appended to `first`, the first row of each group. */
  groupOf(i: number, first: number[]): number {
    const { a, b, c, slots } = this;
    for (let slot = this.hash(i); ; slot = (slot + 1) & (slots.length - 1)) {
      const group = slots[slot]!;
      if (group < 0) {
        slots[slot] = first.length;
        return first.push(i) - 1;
      }
      const row = first[group]!;
      if (a[row] === a[i] && b[row] === b[i] && c[row] === c[i]) return group;
    }
  }

  private hash(i: number): number {
    this.bits[0] = this.a[i]!;
    this.bits[1] = this.b[i]!;
    this.bits[2] = this.c[i]!;
    const { words } = this;
    let hash = 0;
    for (let k = 0; k < words.length; k++) {
      hash = Math.imul(hash ^ words[k]!, 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    return (hash >>> 0) & (this.slots.length - 1);
  }
}
