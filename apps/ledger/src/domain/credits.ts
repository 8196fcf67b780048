import type { Thing } from './fact.js';

/** Qualifying points of one purchase, as they are now. */
export interface QualifyingCredit {
  /** Of one that was packed it is not known: it is asked only when something comes back, and then the history is folded. */
  readonly thing: Thing;
  readonly at: number;
  /** Never below 0. */
  readonly points: bigint;
}

/** Credits as they are kept: one long text is half the work of thousands of numbers, for a database too. */
export interface PackedCredits {
  /** The instant of the oldest, and of each other how long after the one before it came, with spaces between. */
  readonly at: string;
  /** Of each its points, with spaces between. */
  readonly points: string;
  /** The instant of the newest. Absent, like the sum, where there are none, and in what was kept before they were. */
  readonly newest?: number;
  /** The points of all. */
  readonly sum?: string;
}

/** Packed ones that are known to be some. */
type Pack = Required<PackedCredits> & { readonly oldest: number };

/**
 * The qualifying credits of a window, the oldest first. There may be thousands, and most of what happens adds one and lets
 * the oldest go: those that were kept stay packed until something is done among them.
 */
export class Credits {
  /** Older than all of `listed`, or as old. */
  private pack: Pack | undefined;
  private listed: QualifyingCredit[] = [];
  private sum = 0n;

  constructor(packed: PackedCredits = { at: '', points: '' }) {
    const { at, points, newest, sum } = packed;
    if (newest !== undefined && sum !== undefined) {
      this.pack = { at, points, newest, sum, oldest: Number.parseInt(at, 10) };
      this.sum = BigInt(sum);
    } else if (at !== '') {
      this.listed = unpack(packed);
      for (const credit of this.listed) this.sum += credit.points;
    }
  }

  copy(): Credits {
    const copy = new Credits();
    copy.pack = this.pack;
    copy.listed = [...this.listed];
    copy.sum = this.sum;
    return copy;
  }

  packed(): PackedCredits {
    const { pack, listed } = this;
    const newest = listed.at(-1)?.at;
    if (newest === undefined) return pack ? kept(pack) : { at: '', points: '' };
    const at = listed.map((credit, index) => credit.at - (listed[index - 1]?.at ?? pack?.newest ?? 0)).join(' ');
    const points = listed.map((credit) => credit.points).join(' ');
    return {
      at: pack ? `${pack.at} ${at}` : at,
      points: pack ? `${pack.points} ${points}` : points,
      newest,
      sum: String(this.sum),
    };
  }

  /** What all come to. */
  get points(): bigint {
    return this.sum;
  }

  /** Gives the purchase these qualifying points from now on; none removes it. */
  set(credit: QualifyingCredit): void {
    const known = this.placeOf(credit);
    if (known !== undefined) {
      this.sum -= this.listed[known]?.points ?? 0n;
      this.listed.splice(known, 1);
    }
    if (credit.points === 0n) return;
    if (this.pack && credit.at < this.pack.newest) this.unpackAll();
    const place = firstAfter(this.listed, credit.at);
    if (place === this.listed.length) this.listed.push(credit);
    else this.listed.splice(place, 0, credit);
    this.sum += credit.points;
  }

  has(of: Pick<QualifyingCredit, 'thing' | 'at'>): boolean {
    return this.placeOf(of) !== undefined;
  }

  /** Another's become these. */
  takeFrom(from: Credits): void {
    this.unpackAll();
    this.listed = [...this.listed, ...from].sort((a, b) => a.at - b.at);
    this.sum += from.sum;
    from.clear();
  }

  clear(): void {
    this.pack = undefined;
    this.listed = [];
    this.sum = 0n;
  }

  /** Those up to an instant go. */
  dropUntil(at: number): void {
    const { pack } = this;
    if (pack && pack.oldest <= at) {
      this.pack = later(pack, at);
      this.sum -= BigInt(pack.sum) - BigInt(this.pack?.sum ?? '0');
    }
    const first = this.listed[0];
    if (!first || first.at > at) return;
    for (const { points } of this.listed.splice(0, firstAfter(this.listed, at))) this.sum -= points;
  }

  /** When the first after an instant came; undefined: there is none. */
  nextAfter(at: number): number | undefined {
    if (this.pack && this.pack.oldest > at) return this.pack.oldest;
    if (this.pack && this.pack.newest > at) this.unpackAll();
    return this.listed[firstAfter(this.listed, at)]?.at;
  }

  /** What those after an instant come to; no more of it is told than `enough`. */
  pointsAfter(after: number, enough: bigint): bigint {
    let sum = 0n;
    for (const { at, points } of this.newestFirst()) {
      if (at <= after || sum >= enough) break;
      sum += points;
    }
    return sum < enough ? sum : enough;
  }

  /** When the one came with which so many have gone that the rest comes to less than `points`; undefined: all come to less, or nothing is needed. */
  lastNeededFor(points: bigint): number | undefined {
    let sum = 0n;
    if (points > 0n && this.sum >= points)
      for (const credit of this.newestFirst()) {
        sum += credit.points;
        if (sum >= points) return credit.at;
      }
    return undefined;
  }

  [Symbol.iterator](): ArrayIterator<QualifyingCredit> {
    this.unpackAll();
    return this.listed[Symbol.iterator]();
  }

  private *newestFirst(): Generator<Pick<QualifyingCredit, 'at' | 'points'>> {
    for (let index = this.listed.length - 1; index >= 0; index -= 1) yield this.listed[index] as QualifyingCredit;
    if (!this.pack) return;
    const { at, points, newest } = this.pack;
    let reached = newest;
    for (let [atEnd, pointsEnd] = [at.length, points.length]; atEnd > 0;) {
      const atStart = at.lastIndexOf(' ', atEnd - 1) + 1;
      const pointsStart = points.lastIndexOf(' ', pointsEnd - 1) + 1;
      yield { at: reached, points: wholeOf(points.slice(pointsStart, pointsEnd)) };
      reached -= Number(at.slice(atStart, atEnd));
      [atEnd, pointsEnd] = [atStart - 1, pointsStart - 1];
    }
  }

  /** Among those listed: of the packed it is not known what they are for. */
  private placeOf({ thing, at }: Pick<QualifyingCredit, 'thing' | 'at'>): number | undefined {
    for (let index = firstAfter(this.listed, at) - 1; this.listed[index]?.at === at; index -= 1)
      if (this.listed[index]?.thing === thing) return index;
    return undefined;
  }

  private unpackAll(): void {
    if (!this.pack) return;
    this.listed = [...unpack(this.pack), ...this.listed];
    this.pack = undefined;
  }
}

function kept({ at, points, newest, sum }: Pack): PackedCredits {
  return { at, points, newest, sum };
}

/** Those after an instant, which is no earlier than the oldest. @throws RangeError where they end before `newest` */
function later(pack: Pack, after: number): Pack | undefined {
  if (pack.newest <= after) return undefined;
  let gone = 0n;
  let oldest = pack.oldest;
  let atEnd = endOf(pack.at, 0);
  let pointsStart = 0;
  while (oldest <= after) {
    const pointsEnd = endOf(pack.points, pointsStart);
    gone += wholeOf(pack.points.slice(pointsStart, pointsEnd));
    pointsStart = pointsEnd + 1;
    if (atEnd === pack.at.length) throw new RangeError('qualifying credits end before the newest of them');
    const atStart = atEnd + 1;
    atEnd = endOf(pack.at, atStart);
    oldest += Number(pack.at.slice(atStart, atEnd));
  }
  return {
    at: `${oldest}${pack.at.slice(atEnd)}`,
    points: pack.points.slice(pointsStart),
    newest: pack.newest,
    sum: String(BigInt(pack.sum) - gone),
    oldest,
  };
}

function endOf(text: string, start: number): number {
  const end = text.indexOf(' ', start);
  return end === -1 ? text.length : end;
}

function unpack({ at, points }: PackedCredits): QualifyingCredit[] {
  const ofEach = points.split(' ');
  let reached = 0;
  return at.split(' ').map((after, index) => {
    reached += Number(after);
    return { at: reached, thing: '', points: wholeOf(ofEach[index] ?? '0') };
  });
}

/** Index of the first credit after an instant; their number when there is none. */
function firstAfter(credits: readonly QualifyingCredit[], at: number): number {
  let [low, high] = [0, credits.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((credits[middle]?.at ?? Infinity) > at) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Small ones are made once: of thousands of credits few are of different points. */
const smallOnes = new Map(Array.from({ length: 1_000 }, (_, points) => [String(points), BigInt(points)]));

/** Through a number where that is exact: a third of the work. */
function wholeOf(digits: string): bigint {
  return smallOnes.get(digits) ?? BigInt(digits.length > 15 ? digits : Number(digits));
}
