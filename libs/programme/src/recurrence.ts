import { Cron } from 'croner';

/** Minute, hour, day of the month, month, day of the week; the minute is one, so that it is at most once an hour. */
const ONCE_AN_HOUR = /^\d{1,2} /;

/** What is wrong with a recurrence; undefined when nothing is. */
export function recurrenceMistake(pattern: string): string | undefined {
  const example = 'such as "0 9 * * 1" for Mondays at 9:00';
  if (!ONCE_AN_HOUR.test(pattern)) return `must begin with one minute, 0 to 59, ${example}: at most once an hour`;
  try {
    const cron = cronOf(pattern, 'UTC');
    return cron.nextRun(new Date(0)) === null ? 'names no day there is' : undefined;
  } catch (error) {
    return `must be minute, hour, day, month and day of the week, ${example} (${error instanceof Error ? error.message : String(error)})`;
  }
}

/**
 * The instants of a recurrence, the earliest first: of an hour that a change of clocks leaves out the next there is, of one that
 * comes twice the first.
 *
 * @param from inclusive @param until exclusive; milliseconds since 1970
 * @param most that are wanted
 */
export function instantsOf(
  pattern: string,
  timeZone: string,
  { from, until, most }: { readonly from: number; readonly until: number; readonly most: number },
): number[] {
  const cron = cronOf(pattern, timeZone);
  const instants: number[] = [];
  // It looks for what comes after an instant, in whole seconds.
  for (let at = cron.nextRun(new Date(from - 1_000)); at !== null && instants.length < most; at = cron.nextRun(at)) {
    if (at.getTime() >= until) break;
    if (at.getTime() >= from) instants.push(at.getTime());
  }
  return instants;
}

function cronOf(pattern: string, timezone: string): Cron {
  return new Cron(pattern, { timezone, mode: '5-part', paused: true });
}
