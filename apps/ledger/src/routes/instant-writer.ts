const DAY_MS = 86_400_000;
const two = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'));
const minutes = Array.from({ length: 1_440 }, (_, minute) => `${two[Math.floor(minute / 60)]}:${two[minute % 60]}`);
const three = Array.from({ length: 1_000 }, (_, number) => String(number).padStart(3, '0'));

/**
 * Writes instants as `Date.toISOString` does, several times faster where neighbours are of the same day: a member may have
 * thousands of lots.
 *
 * @returns a function of milliseconds since 1970, whole, 0 or more
 */
export function instantWriter(): (at: number) => string {
  let day = NaN;
  let date = '';
  return (at) => {
    const itsDay = Math.floor(at / DAY_MS);
    if (itsDay !== day) [day, date] = [itsDay, new Date(itsDay * DAY_MS).toISOString().slice(0, 'YYYY-MM-DDT'.length)];
    const ms = at - itsDay * DAY_MS;
    const seconds = Math.floor(ms / 1_000);
    return `${date}${minutes[Math.floor(seconds / 60)]}:${two[seconds % 60]}.${three[ms % 1_000]}Z`;
  };
}
