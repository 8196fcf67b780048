/** A time at which an experience is had, for so many. */
export interface Slot {
  readonly slot: string;
  readonly startsAt: Date;
  readonly places: number;
}

/** The place that an offer has or had in a slot. */
export interface Place {
  readonly slot: string;
  readonly startsAt: Date;
  readonly state: 'reserved' | 'confirmed' | 'cancelled';
  /** Of one that is reserved: held no more from then on. */
  readonly until: Date;
}

/** Whether a place is taken at an instant: confirmed, or reserved and still held. */
export function isTaken(place: Pick<Place, 'state' | 'until'> | undefined, now: Date): boolean {
  return place !== undefined && (place.state === 'confirmed' || (place.state === 'reserved' && now < place.until));
}

/** How many places of a slot somebody can still take: none from when it begins, and none below 0 where a new document has fewer than are taken. */
export function leftAt({ startsAt, places }: Slot, taken: number, now: Date): number {
  return now < startsAt ? Math.max(0, places - taken) : 0;
}

/** How long a place is held: no longer than wanted, than the offer is valid, and than until the slot begins. */
export function heldUntil(now: Date, ttlSeconds: number, { startsAt }: Slot, validTo: Date | undefined): Date {
  const ends = [now.getTime() + ttlSeconds * 1_000, startsAt.getTime(), validTo?.getTime() ?? Infinity];
  return new Date(Math.min(...ends));
}

/** Whether a reserved place can still be confirmed. */
export function canConfirm(place: Place, now: Date): boolean {
  return place.state === 'reserved' && now < place.until;
}

/** Whether the place can still be given back: not when the slot has begun. */
export function canCancel(place: Place, now: Date): boolean {
  return isTaken(place, now) && now < place.startsAt;
}
