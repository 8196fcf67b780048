import { lotKey, type Lot } from './lot.js';

/** Lots that hold points and are not at hand. */
export interface LotsElsewhere {
  /** What those come to that can be spent, and those that cannot yet. */
  readonly available: bigint;
  readonly pending: bigint;
  /** None of them becomes available or is gone by a date of its own before this instant. */
  readonly nextAt: number;
  /** Whether one of them may have a date of its own. */
  readonly dated: boolean;
}

/** Something asks which lots a wallet has, and they are not at hand: all have to be, and it has to be decided again. */
export class LotsNotAtHand extends Error {}

/** Fewer are looked through one by one, which is less work than to keep them sorted. */
const MANY = 32;

/**
 * The lots of a wallet, by `lotKey`. There may be thousands, and most of what happens only adds one to them: then those
 * there are can stay where they are kept, and only what they come to is known here.
 */
export class Lots {
  private readonly known: Map<string, Lot>;
  /** Of `known`, from when they are first asked for: most lots of a long history are empty, available and past their date. */
  private holders: Map<string, Lot> | undefined;
  private waiting: Map<string, Lot> | undefined;
  private datedOnes: Map<string, Lot> | undefined;
  private availablePoints: bigint;
  private pendingPoints: bigint;

  /** @param elsewhere what the wallet has besides; absent: nothing, all are at hand */
  constructor(
    lots: Iterable<readonly [string, Lot]> = [],
    readonly elsewhere?: LotsElsewhere,
  ) {
    this.known = new Map(lots);
    this.availablePoints = elsewhere?.available ?? 0n;
    this.pendingPoints = elsewhere?.pending ?? 0n;
    for (const lot of this.known.values()) this.count(lot, lot.points);
  }

  copy(): Lots {
    return new Lots(this.known, this.elsewhere);
  }

  /** Points of all lots that can be spent. */
  get available(): bigint {
    return this.availablePoints;
  }

  /** Points of all lots that cannot be spent yet. */
  get pending(): bigint {
    return this.pendingPoints;
  }

  /** @throws LotsNotAtHand */
  get size(): number {
    this.expectAll();
    return this.known.size;
  }

  /** @throws LotsNotAtHand when it may be one of those elsewhere */
  get(key: string): Lot | undefined {
    const lot = this.known.get(key);
    if (lot === undefined) this.expectAll();
    return lot;
  }

  /** Of lots elsewhere, it must be none. */
  set(key: string, lot: Lot): void {
    const before = this.known.get(key);
    if (before) this.count(before, -before.points);
    this.known.set(key, lot);
    this.count(lot, lot.points);
    if (this.holders) keep(this.holders, key, lot, lot.points > 0n);
    if (this.waiting) keep(this.waiting, key, lot, lot.pending);
    if (this.datedOnes) keep(this.datedOnes, key, lot, lot.expiresAt !== undefined);
  }

  /** @throws LotsNotAtHand */
  values(): MapIterator<Lot> {
    this.expectAll();
    return this.known.values();
  }

  /** @throws LotsNotAtHand */
  [Symbol.iterator](): MapIterator<[string, Lot]> {
    this.expectAll();
    return this.known[Symbol.iterator]();
  }

  /** Those that are not elsewhere. */
  atHand(): ReadonlyMap<string, Lot> {
    return this.known;
  }

  /** Those that are not elsewhere and hold points; of a few lots, all. */
  holding(): Iterable<Lot> {
    if (!this.holders && this.known.size < MANY) return this.known.values();
    this.holders ??= new Map([...this.known].filter(([, { points }]) => points > 0n));
    return this.holders.values();
  }

  /** All that may become available up to an instant. @throws LotsNotAtHand */
  availableBy(at: number): Iterable<Lot> {
    this.expectUntil(at);
    if (!this.waiting && this.known.size < MANY) return this.known.values();
    this.waiting ??= new Map([...this.known].filter(([, { pending }]) => pending));
    return this.waiting.values();
  }

  /** All that may be gone by a date of their own up to an instant, with points. @throws LotsNotAtHand */
  goneBy(at: number): Iterable<Lot> {
    this.expectUntil(at);
    return this.holding();
  }

  /** All that may have a date of their own after an instant, which is no earlier than the one asked for before. @throws LotsNotAtHand */
  dated(after: number): Iterable<[string, Lot]> {
    if (this.elsewhere?.dated) throw new LotsNotAtHand();
    this.datedOnes ??= new Map([...this.known].filter(([, { expiresAt }]) => expiresAt !== undefined));
    for (const [key, { expiresAt = Infinity }] of this.datedOnes) if (expiresAt <= after) this.datedOnes.delete(key);
    return this.datedOnes;
  }

  /** All of which points can be spent. @throws LotsNotAtHand */
  spendable(): Lot[] {
    if (this.elsewhere && this.elsewhere.available > 0n) throw new LotsNotAtHand();
    return [...this.holding()].filter((lot) => !lot.pending && lot.points > 0n);
  }

  private expectUntil(at: number): void {
    if (this.elsewhere && this.elsewhere.nextAt <= at) throw new LotsNotAtHand();
  }

  private expectAll(): void {
    if (this.elsewhere) throw new LotsNotAtHand();
  }

  private count({ pending }: Lot, points: bigint): void {
    if (pending) this.pendingPoints += points;
    else this.availablePoints += points;
  }
}

function keep(among: Map<string, Lot>, key: string, lot: Lot, belongs: boolean): void {
  if (belongs) among.set(key, lot);
  else among.delete(key);
}

/** The same wallet with all its lots elsewhere: what has to be kept with it for that. */
export function elsewhere(lots: Lots): LotsElsewhere {
  let nextAt = lots.elsewhere?.nextAt ?? Infinity;
  let dated = lots.elsewhere?.dated ?? false;
  for (const { points, pending, availableAt, expiresAt } of lots.atHand().values()) {
    // An empty one as well: what is reserved of it may come back to it.
    if (expiresAt !== undefined) dated = true;
    if (points === 0n) continue;
    if (pending && availableAt < nextAt) nextAt = availableAt;
    if (expiresAt !== undefined && expiresAt < nextAt) nextAt = expiresAt;
  }
  return { available: lots.available, pending: lots.pending, nextAt, dated };
}

export function lotsOf(lots: Iterable<Lot>): Lots {
  return new Lots(Array.from(lots, (lot) => [lotKey(lot), lot] as const));
}
