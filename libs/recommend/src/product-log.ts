const START_ROOM = 1 << 12;

/** Who bought what when, in any order, kept as numbers: 20 bytes a row, and every id once. */
export class ProductLog {
  /** Ids in order of their first appearance; the position is the number. */
  readonly customers: string[] = [];
  readonly products: string[] = [];
  private readonly customerNumbers = new Map<string, number>();
  private readonly productNumbers = new Map<string, number>();
  private size = 0;
  private customer = new Int32Array(START_ROOM);
  private product = new Int32Array(START_ROOM);
  private day = new Int32Array(START_ROOM);
  private quantity = new Float64Array(START_ROOM);
  private earliest = Infinity;
  private latest = -Infinity;

  /**
   * @param day days since 1970-01-01
   * @param quantity pieces, or any other unit as long as it is whole; below 0: so many came back
   */
  add(customer: string, product: string, day: number, quantity = 1): void {
    if (this.size === this.day.length) this.grow();
    this.customer[this.size] = numberOf(customer, this.customers, this.customerNumbers);
    this.product[this.size] = numberOf(product, this.products, this.productNumbers);
    this.day[this.size] = day;
    this.quantity[this.size] = quantity;
    this.size += 1;
    this.earliest = Math.min(this.earliest, day);
    this.latest = Math.max(this.latest, day);
  }

  /** Infinity and -Infinity while there is nothing. */
  get firstDay(): number {
    return this.earliest;
  }

  get lastDay(): number {
    return this.latest;
  }

  /** All rows by customer, then day. */
  sorted(): SortedPurchases {
    const rows = Int32Array.from({ length: this.size }, (_, row) => row);
    const byDay =
      this.size === 0
        ? rows
        : stablySorted(rows, (row) => this.day[row]! - this.earliest, this.latest - this.earliest + 1);
    const order = stablySorted(byDay, (row) => this.customer[row]!, this.customers.length);
    const start = new Int32Array(this.customers.length + 1);
    for (const row of order) start[this.customer[row]! + 1]! += 1;
    for (let i = 0; i < this.customers.length; i++) start[i + 1]! += start[i]!;
    return {
      start,
      product: order.map((row) => this.product[row]!),
      day: order.map((row) => this.day[row]!),
      quantity: Float64Array.from(order, (row) => this.quantity[row]!),
      products: this.products.length,
    };
  }

  private grow(): void {
    const quantity = new Float64Array(2 * this.size);
    quantity.set(this.quantity);
    this.quantity = quantity;
    for (const name of ['customer', 'product', 'day'] as const) {
      const larger = new Int32Array(2 * this.size);
      larger.set(this[name]);
      this[name] = larger;
    }
  }
}

/** Purchases of customer `i` stand from `start[i]` up to `start[i + 1]`, by day. */
export interface SortedPurchases {
  /** One more than there are customers. */
  readonly start: Int32Array;
  /** Numbers, from 0. */
  readonly product: Int32Array;
  /** Days since 1970-01-01. */
  readonly day: Int32Array;
  /** Above 0: bought; below 0: so many came back. */
  readonly quantity: Float64Array;
  /** How many different products there are. */
  readonly products: number;
}

function numberOf(id: string, ids: string[], numbers: Map<string, number>): number {
  const known = numbers.get(id);
  if (known !== undefined) return known;
  const number = ids.push(id) - 1;
  numbers.set(id, number);
  return number;
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
