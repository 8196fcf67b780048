import type { CodeScope } from './code-terms.js';

/** What codes are used on. Money is in minor units of one currency. */
export interface Basket {
  readonly currency: string;
  /** What is paid for goods: no code takes more, and no codes together do. */
  readonly totalMinor: bigint;
  /** What shipping costs; 0 where nobody says. */
  readonly shippingMinor: bigint;
  /** Absent: only the total is known, and nothing is in any scope. */
  readonly lines?: readonly BasketLine[];
}

export interface BasketLine {
  readonly sku: string;
  readonly category?: string | undefined;
  /** What is paid for all pieces, after the line's own discount; from 0. */
  readonly amountMinor: bigint;
}

/** What is left of an order to take something off. */
export interface Remains {
  /** At most this, whatever the lines come to: they need not sum to the total. */
  readonly totalMinor: bigint;
  /** What is left of each line. Without lines: of the one thing there is. */
  readonly lines: readonly RemainingLine[];
}

type RemainingLine = Partial<Pick<BasketLine, 'sku' | 'category'>> & Pick<BasketLine, 'amountMinor'>;

export function remainsOf({ totalMinor, lines }: Basket): Remains {
  return { totalMinor, lines: lines ?? [{ amountMinor: totalMinor }] };
}

/** What is left of what a scope names. */
export function leftInScope({ totalMinor, lines }: Remains, scope: CodeScope | undefined): bigint {
  const sum = lines.filter((line) => isInScope(line, scope)).reduce((left, { amountMinor }) => left + amountMinor, 0n);
  return sum < totalMinor ? sum : totalMinor;
}

/**
 * Takes an amount off what a scope names, from each line in proportion. What a line loses to one code, the next one does not
 * find there.
 *
 * @param amountMinor 0 to what `leftInScope` gives
 */
export function takeOff(remains: Remains, scope: CodeScope | undefined, amountMinor: bigint): Remains {
  const inScope = remains.lines.filter((line) => isInScope(line, scope));
  const sum = inScope.reduce((left, line) => left + line.amountMinor, 0n);
  if (sum === 0n) return remains;
  let before = 0n;
  const lines = remains.lines.map((line) => {
    if (!isInScope(line, scope)) return line;
    // Shares of the running sum, so that what was rounded down of one line is taken from the next.
    const upTo = before + line.amountMinor;
    const share = (amountMinor * upTo) / sum - (amountMinor * before) / sum;
    before = upTo;
    return { ...line, amountMinor: line.amountMinor - share };
  });
  return { totalMinor: remains.totalMinor - amountMinor, lines };
}

function isInScope({ sku, category }: RemainingLine, scope: CodeScope | undefined): boolean {
  if (isEverything(scope)) return true;
  return (
    (sku !== undefined && (scope?.skus?.includes(sku) ?? false)) ||
    (category !== undefined && (scope?.categories?.includes(category) ?? false))
  );
}

function isEverything(scope: CodeScope | undefined): boolean {
  return (scope?.skus?.length ?? 0) === 0 && (scope?.categories?.length ?? 0) === 0;
}
