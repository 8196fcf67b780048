const PAGE_MAX = 200;
const PAGE_USUAL = 50;

/** Above any id. */
const LATEST = 2n ** 63n - 1n;

/** Items of a page, 1 to 200, of what was asked for. */
export function pageLimit(asked: number = PAGE_USUAL): number {
  return Math.min(Math.max(Math.trunc(asked), 1), PAGE_MAX);
}

/** Only rows with ids below this belong on the page. @throws RangeError for a cursor that is no id */
export function beforeId(cursor: string | undefined): bigint {
  if (cursor === undefined) return LATEST;
  if (!/^\d{1,18}$/.test(cursor)) throw new RangeError(`${JSON.stringify(cursor)} is not a cursor of this list`);
  return BigInt(cursor);
}
