/** How sure an interval is: 95 of 100 such intervals hold the truth. */
export const CONFIDENCE = 0.95;

/** @throws RangeError when it is not between 0 and 1 */
export function checkShare(name: string, share: number): void {
  if (!(share > 0 && share < 1)) throw new RangeError(`${name} must be between 0 and 1, exclusive, not ${share}`);
}
