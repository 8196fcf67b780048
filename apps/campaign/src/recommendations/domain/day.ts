const DAY_MS = 86_400_000;

/** Days of 24 hours, with fractions. */
export const daysBetween = (from: number, to: number): number => (to - from) / DAY_MS;

/** The day of an instant, of UTC: days since 1970-01-01. */
export const dayOf = (at: number): number => Math.floor(at / DAY_MS);

/** @param day days since 1970-01-01 */
export const isoDay = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10);
