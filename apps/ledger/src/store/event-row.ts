import type { Envelope } from '@perennial/contracts';

/** The columns of an event in `fact` and in `parked`. */
export interface EventRow {
  readonly at: Date;
  readonly source: string;
  readonly id: string;
  readonly type: string;
  readonly data: unknown;
}

/** The data was checked when the event was accepted. */
export function eventOf({ at, source, id, type, data }: EventRow): Envelope {
  return { at: at.getTime(), time: at.toISOString(), source, id, type, data };
}
