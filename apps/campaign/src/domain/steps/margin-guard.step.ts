import type { Asked, Finding, Step } from './step.js';
import { PASSED } from './step.js';

/**
 * A customer's open offers, with this one, are worth at most a share of what the customer is expected to bring in 12 months: by
 * the customer's projection, else as a new customer. Where no model says anything, it passes.
 */
export const marginGuard: Step = {
  name: 'margin-guard',
  ofEachOffer: true,
  ask: (asked) => {
    const { candidate, bounds, worth, situation } = asked;
    if (bounds.marginPercent === undefined || candidate.campaign.exempt) return PASSED;
    if (!worth) return { reason: 'worth-unknown' };
    const expected = expectedOf(asked, worth.currency);
    if (!expected) return { reason: 'no-projection' };
    const { currency, amountMinor } = worth;
    const openMinor = situation.open.reduce(
      (sum, open) => sum + (open.currency === currency ? open.amountMinor : 0),
      0,
    );
    const inputs = { ...expected, currency, openMinor, worthMinor: amountMinor, marginPercent: bounds.marginPercent };
    const fits = (openMinor + amountMinor) * 100 <= expected.expectedMinor * bounds.marginPercent;
    const reason = fits ? 'passed' : 'margin-guard';
    return { reason, inputs, ...(!fits && { stop: 'withheld' }) } satisfies Finding;
  },
};

function expectedOf(
  { situation, market }: Asked,
  currency: string,
): { readonly expectedMinor: number; readonly expectedOf: string } | undefined {
  const own = situation.features.values.find((value) => value.currency === currency);
  if (own?.clvMinor !== undefined)
    return own.wellFounded ? { expectedMinor: own.clvMinor, expectedOf: 'the customer' } : undefined;
  const expectedMinor = market.newCustomers.get(currency);
  return expectedMinor === undefined ? undefined : { expectedMinor, expectedOf: 'a new customer' };
}
