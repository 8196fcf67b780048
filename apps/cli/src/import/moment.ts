import { DateTime } from 'luxon';

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}/;

/** When an order of a file happened. */
export interface Moment {
  /** Milliseconds since 1970: of midnight in the programme's time zone when the file gives only a day. */
  readonly at: number;
  /** The calendar day in the programme's time zone, YYYY-MM-DD. */
  readonly day: string;
  /** Names the moment in event ids: the day when the file gives only a day, else the instant in UTC. */
  readonly name: string;
}

/**
 * Reads ISO dates: a day (`1997-01-18`) or an instant (`1997-01-18T10:00:00Z`, a blank instead of the T is common in
 * database exports). An instant without an offset is local time of the programme.
 *
 * @returns undefined when the text is no ISO date, or names a day that does not exist
 */
export function momentReader(timeZone: string): (text: string) => Moment | undefined {
  let lastText: string | undefined;
  let last: Moment | undefined;
  return (text) => {
    // Files are mostly sorted by customer or by day; the same day in a row is not computed again.
    if (text !== lastText) {
      last = read(text.trim(), timeZone);
      lastText = text;
    }
    return last;
  };
}

function read(text: string, zone: string): Moment | undefined {
  const dayOnly = DAY.test(text);
  if (!dayOnly && !INSTANT.test(text)) return undefined;
  const parsed = DateTime.fromISO(text.replace(' ', 'T'), { zone });
  if (!parsed.isValid) return undefined;
  const at = parsed.toMillis();
  return {
    at,
    day: parsed.toFormat('yyyy-MM-dd'),
    name: dayOnly ? text : new Date(at).toISOString(),
  };
}
