/** An instant before which nothing of a member is due. */
interface Entry {
  readonly at: number;
  readonly account: string;
  /** The members came in this order: of those due at one instant the first is first. */
  readonly rank: number;
}

/**
 * Who is due next, among thousands of members: to look at each of them at every fact would take as long as members times facts.
 * A heap of instants that may be too early, never too late; an entry that another has taken the place of is passed over.
 */
export class Agenda {
  private readonly heap: Entry[] = [];
  private readonly current = new Map<string, Entry>();
  private readonly touched = new Set<string>();

  /** How many members it knows. */
  get size(): number {
    return this.current.size;
  }

  /** Something of the member may be due earlier than it was. */
  touch(account: string): void {
    this.touched.add(account);
  }

  /** Members that may be due earlier, each once. */
  takeTouched(): string[] {
    if (this.touched.size === 0) return [];
    const accounts = [...this.touched];
    this.touched.clear();
    return accounts;
  }

  /** Nothing of the member is due before this instant. One that is not earlier than known changes nothing. */
  expect(account: string, at: number): void {
    const known = this.current.get(account);
    if (known && known.at <= at) return;
    this.put({ at, account, rank: known?.rank ?? this.current.size });
  }

  /** The same, later than it was. */
  postpone(account: string, at: number): void {
    this.put({ at, account, rank: this.current.get(account)?.rank ?? this.current.size });
  }

  /** Who comes first; undefined: nobody. */
  first(): Pick<Entry, 'account' | 'at'> | undefined {
    for (;;) {
      const [entry] = this.heap;
      if (!entry || this.current.get(entry.account) === entry) return entry;
      this.drop();
    }
  }

  private put(entry: Entry): void {
    this.current.set(entry.account, entry);
    if (entry.at === Infinity) return;
    let place = this.heap.length;
    for (let above = (place - 1) >> 1; place > 0; above = (place - 1) >> 1) {
      const parent = this.heap[above];
      if (!parent || isBefore(parent, entry)) break;
      this.heap[place] = parent;
      place = above;
    }
    this.heap[place] = entry;
  }

  private drop(): void {
    const last = this.heap.pop();
    if (!last || this.heap.length === 0) return;
    let place = 0;
    for (;;) {
      const [left, right] = [this.heap[2 * place + 1], this.heap[2 * place + 2]];
      const lesser = right && left && isBefore(right, left) ? 2 : 1;
      const child = lesser === 2 ? right : left;
      if (!child || isBefore(last, child)) break;
      this.heap[place] = child;
      place = 2 * place + lesser;
    }
    this.heap[place] = last;
  }
}

function isBefore(one: Entry, other: Entry): boolean {
  return one.at === other.at ? one.rank < other.rank : one.at < other.at;
}
