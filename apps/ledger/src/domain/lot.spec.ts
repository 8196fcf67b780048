import { compareEarned, GIVEN_BACK, type Lot } from './lot.js';

describe('lots that were earned at one place', () => {
  const lot = (rule: string, changes: Partial<Lot> = {}): Lot => ({
    ...{ rule, thing: 'order:o-1', earned: { at: 5, source: '/shop', id: 'paid' }, availableAt: 5 },
    ...{ points: 1n, pending: false, expired: 0n, forgiven: 0n },
    ...changes,
  });

  it('come by what they are called, and what an early return gave back after what its purchase earned', () => {
    const [first, second, back] = [lot('second-month'), lot('spend'), lot(GIVEN_BACK)];
    expect([back, second, first].sort(compareEarned)).toEqual([first, second, back]);
    expect([first, second, back].sort(compareEarned)).toEqual([first, second, back]);
  });

  it('come after everything earned earlier, given back or not', () => {
    const later = lot('a', { earned: { at: 6, source: '/shop', id: 'paid' } });
    expect([later, lot(GIVEN_BACK)].sort(compareEarned)).toEqual([lot(GIVEN_BACK), later]);
  });
});
