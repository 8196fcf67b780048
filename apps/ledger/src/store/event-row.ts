import type { Envelope } from '@perennial/contracts';

import { factData } from './json-state.js';

/** The columns of an event in `fact`. */
export interface EventRow {
  readonly at: Date;
  readonly source: string;
  readonly id: string;
  readonly type: string;
  readonly data: unknown;
}

/** The data was checked when the event was accepted. Customer ids are not in it. */
export function eventOf({ at, source, id, type, data }: EventRow): Envelope {
  return { at: at.getTime(), time: at.toISOString(), source, id, type, data: factData(data) };
}
