/** Of `histories.property.spec.ts`, in every run of the tests. */
export const USUAL_HISTORIES = 50;

/**
 * How many random histories a property is tried with, and which. The usual tests try the same ones every time; with
 * PERENNIAL_HISTORIES=<number> so many are held against the oracle, others each time, and other properties are tried more
 * often in the same proportion: the usual numbers share the time out. PERENNIAL_SEED=<number>, which every failure names,
 * tries those again. A failing history is made small only with PERENNIAL_SHRINK=1: it may take long.
 *
 * @param usual how many in every run of the tests
 */
export function tried(usual: number): { numRuns: number; seed?: number; endOnFailure: boolean } {
  const { PERENNIAL_HISTORIES: many, PERENNIAL_SEED: wanted, PERENNIAL_SHRINK: shrink } = process.env;
  const seed = wanted ?? (many === undefined ? '20270301' : undefined);
  return {
    numRuns: many === undefined ? usual : Math.ceil((usual * Number(many)) / USUAL_HISTORIES),
    ...(seed === undefined ? {} : { seed: Number(seed) }),
    endOnFailure: shrink === undefined,
  };
}
