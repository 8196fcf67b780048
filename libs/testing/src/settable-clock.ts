/** A clock that stands still until it is told otherwise. Call it for the time. */
export interface SettableClock {
  (): Date;
  set(instant: string | Date): void;
  advance(by: {
    readonly days?: number;
    readonly hours?: number;
    readonly minutes?: number;
    readonly ms?: number;
  }): void;
}

/** @param start RFC 3339, or a Date */
export function settableClock(start: string | Date): SettableClock {
  let now = instantOf(start);
  return Object.assign(() => new Date(now), {
    set(instant: string | Date) {
      now = instantOf(instant);
    },
    advance({ days = 0, hours = 0, minutes = 0, ms = 0 }: Parameters<SettableClock['advance']>[0]) {
      now += ((days * 24 + hours) * 60 + minutes) * 60_000 + ms;
    },
  });
}

function instantOf(instant: string | Date): number {
  const ms = new Date(instant).getTime();
  if (Number.isNaN(ms)) throw new RangeError(`${String(instant)} is no instant`);
  return ms;
}
