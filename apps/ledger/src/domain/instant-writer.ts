const DAY_MS = 86_400_000;
const TEN_HOURS_MS = 36_000_000;
const two = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'));
const minutes = Array.from({ length: 600 }, (_, minute) => `${Math.floor(minute / 60)}:${two[minute % 60]}:`);
const milliseconds = Array.from({ length: 1_000 }, (_, number) => `.${String(number).padStart(3, '0')}Z`);

/**
 * Writes instants as `Date.toISOString` does, several times faster where neighbours are equal or of the same day: a member
 * may have thousands of lots.
 *
 * @returns a function of milliseconds since 1970, whole, 0 or more
 */
export function instantWriter(): (at: number) => string {
  let day = NaN;
  /** `2027-01-01T0`, `2027-01-01T1`, `2027-01-01T2` */
  let heads: readonly string[] = [];
  let [last, written] = [NaN, ''];
  return (at) => {
    if (at === last) return written;
    const itsDay = Math.floor(at / DAY_MS);
    if (itsDay !== day) {
      const date = new Date(itsDay * DAY_MS).toISOString().slice(0, 'YYYY-MM-DD'.length);
      [day, heads] = [itsDay, [`${date}T0`, `${date}T1`, `${date}T2`]];
    }
    const ofDay = at - itsDay * DAY_MS;
    const tens = Math.floor(ofDay / TEN_HOURS_MS);
    const ms = ofDay - tens * TEN_HOURS_MS;
    const second = Math.floor(ms / 1_000);
    // Up to 12 characters V8 copies into one text; of longer ones it keeps the parts, for the collector to look after.
    const tail = minutes[Math.floor(second / 60)]! + two[second % 60]! + milliseconds[ms % 1_000]!;
    [last, written] = [at, heads[tens]! + tail];
    return written;
  };
}
