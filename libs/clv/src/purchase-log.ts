const START_ROOM = 1 << 12;
/** Marks a purchase day of which a return has left nothing. */
const GONE = -1;

/** Purchase days that returns have left, customer by customer; those of customer `i` stand from `start[i]` up to `start[i + 1]`. */
export interface NetDays {
  /** One more than there are customers. */
  readonly start: Int32Array;
  /** Days since 1970-01-01, ascending within a customer. */
  readonly day: Int32Array;
  /** What is left of the day's amounts, from 0. */
  readonly amount: Float64Array;
  /** Part of the returns for which there was no purchase to take it from, from 0. */
  readonly unmatchedReturns: number;
}

/**
 * Orders and returns of any number of customers, in any order, kept as numbers: 24 bytes for each customer-day, and the
 * customers' ids once. Orders of one customer on one day are one purchase, and so are their returns.
 */
export class PurchaseLog {
  /** Ids in order of their first appearance; the position is the number of the customer. */
  readonly customers: string[] = [];
  private readonly numbers = new Map<string, number>();
  private size = 0;
  private customer = new Int32Array(START_ROOM);
  private day = new Int32Array(START_ROOM);
  /** Sum of the orders of the day; `GONE` where there were only returns. */
  private bought = new Float64Array(START_ROOM);
  private returned = new Float64Array(START_ROOM);
  private slots = new Int32Array(2 * START_ROOM).fill(-1);
  private earliest = Infinity;
  private latest = -Infinity;

  /**
   * @param day days since 1970-01-01
   * @param amount whole units of money; from 0: an order, below 0: a return, which names no order
   */
  add(customer: string, day: number, amount: number): void {
    const row = this.rowOf(this.numberOf(customer), day);
    if (amount < 0) this.returned[row]! -= amount;
    else this.bought[row] = Math.max(0, this.bought[row]!) + amount;
    this.earliest = Math.min(this.earliest, day);
    this.latest = Math.max(this.latest, day);
  }

  /** First and last day of what was added, returns too. Infinity and -Infinity while there is nothing. */
  get firstDay(): number {
    return this.earliest;
  }

  get lastDay(): number {
    return this.latest;
  }

  /**
   * What is left when returns are taken off, as it was known on a day. A return takes from the customer's most recent
   * purchase day at or before its own, and what exceeds that from the one before, and so on; a day falls away when
   * nothing of it is left. Days on which all was free of charge stay: no money came back for them.
   *
   * @param until last day that is looked at, inclusive
   */
  netDays(until: number): NetDays {
    const start = new Int32Array(this.customers.length + 1);
    const day = new Int32Array(this.size);
    const amount = new Float64Array(this.size);
    let unmatchedReturns = 0;
    let current = 0;
    let end = 0;
    for (const row of this.sorted()) {
      while (current < this.customer[row]!) {
        end = withoutGone(day, amount, start[current]!, end);
        start[(current += 1)] = end;
      }
      if (this.day[row]! > until) continue;
      if (this.bought[row] !== GONE) {
        day[end] = this.day[row]!;
        amount[end] = this.bought[row]!;
        end += 1;
      }
      if (this.returned[row]! > 0) unmatchedReturns += takeBack(amount, start[current]!, end, this.returned[row]!);
    }
    end = withoutGone(day, amount, start[current]!, end);
    start.fill(end, current + 1);
    return { start, day: day.subarray(0, end), amount: amount.subarray(0, end), unmatchedReturns };
  }

  private numberOf(customer: string): number {
    const known = this.numbers.get(customer);
    if (known !== undefined) return known;
    const number = this.customers.push(customer) - 1;
    this.numbers.set(customer, number);
    return number;
  }

  /** The row of a customer-day, made when there is none. Open addressing, so that no key is put together. */
  private rowOf(customer: number, day: number): number {
    if (this.size === this.customer.length) this.grow();
    const mask = this.slots.length - 1;
    for (let slot = hash(customer, day) & mask; ; slot = (slot + 1) & mask) {
      const row = this.slots[slot]!;
      if (row >= 0 && (this.customer[row] !== customer || this.day[row] !== day)) continue;
      if (row >= 0) return row;
      this.slots[slot] = this.size;
      this.customer[this.size] = customer;
      this.day[this.size] = day;
      this.bought[this.size] = GONE;
      return this.size++;
    }
  }

  private grow(): void {
    this.customer = copied(new Int32Array(2 * this.size), this.customer);
    this.day = copied(new Int32Array(2 * this.size), this.day);
    this.bought = copied(new Float64Array(2 * this.size), this.bought);
    this.returned = copied(new Float64Array(2 * this.size), this.returned);
    this.slots = new Int32Array(4 * this.size).fill(-1);
    const mask = this.slots.length - 1;
    for (let row = 0; row < this.size; row++) {
      let slot = hash(this.customer[row]!, this.day[row]!) & mask;
      while (this.slots[slot]! >= 0) slot = (slot + 1) & mask;
      this.slots[slot] = row;
    }
  }

  /** Rows by customer, then day. */
  private sorted(): Int32Array {
    const rows = Int32Array.from({ length: this.size }, (_, row) => row);
    if (this.size === 0) return rows;
    const byDay = stablySorted(rows, (row) => this.day[row]! - this.earliest, this.latest - this.earliest + 1);
    return stablySorted(byDay, (row) => this.customer[row]!, this.customers.length);
  }
}

/** Counting sort: linear, and rows of the same key keep their order. @param keys keys are whole, 0 to `keys - 1` */
function stablySorted(rows: Int32Array, keyOf: (row: number) => number, keys: number): Int32Array {
  const next = new Int32Array(keys + 1);
  for (const row of rows) next[keyOf(row) + 1]! += 1;
  for (let key = 0; key < keys; key++) next[key + 1]! += next[key]!;
  const sorted = new Int32Array(rows.length);
  for (const row of rows) sorted[next[keyOf(row)]!++] = row;
  return sorted;
}

/** Takes a return from the days `from` up to `until`, the latest first. @returns what no day was left for */
function takeBack(amount: Float64Array, from: number, until: number, returned: number): number {
  let rest = returned;
  for (let i = until - 1; i >= from && rest > 0; i--) {
    if (amount[i]! <= 0) continue;
    const taken = Math.min(rest, amount[i]!);
    rest -= taken;
    amount[i] = taken === amount[i] ? GONE : amount[i]! - taken;
  }
  return rest;
}

/** Closes the gaps that returns have left among the days of one customer. @returns the new end */
function withoutGone(day: Int32Array, amount: Float64Array, from: number, until: number): number {
  let end = from;
  for (let i = from; i < until; i++) {
    if (amount[i] === GONE) continue;
    day[end] = day[i]!;
    amount[end] = amount[i]!;
    end += 1;
  }
  return end;
}

function copied<T extends Int32Array | Float64Array>(to: T, from: T): T {
  to.set(from);
  return to;
}

function hash(customer: number, day: number): number {
  const mixed = Math.imul(customer, 0x9e3779b1) ^ Math.imul(day, 0x85ebca6b);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}
