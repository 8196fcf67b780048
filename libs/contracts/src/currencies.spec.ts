import { currencies } from './currencies.js';

describe('currencies', () => {
  it.each([
    ['USD', 2],
    ['EUR', 2],
    ['JPY', 0],
    ['KRW', 0],
    ['KWD', 3],
    ['TND', 3],
    ['CLF', 4],
    ['MRU', 2],
  ])('%s has %d decimals', (code, decimals) => {
    expect(currencies.get(code)).toBe(decimals);
  });

  it('knows no code twice, and only codes of three capital letters', () => {
    expect([...currencies.keys()].filter((code) => !/^[A-Z]{3}$/.test(code))).toEqual([]);
    // A code in two of the lists would make the map smaller than the lists are long.
    expect(currencies.size).toBe(165);
  });

  it('knows no code that the Unicode tables have never heard of, apart from units of account and the newest', () => {
    const unitsOfAccount = ['BOV', 'CHE', 'CHW', 'CLF', 'COU', 'MXV', 'USN', 'UYI', 'UYW', 'XAD'];
    const known = new Set([...Intl.supportedValuesOf('currency'), ...unitsOfAccount, 'VED', 'XCG', 'ZWG']);
    expect([...currencies.keys()].filter((code) => !known.has(code))).toEqual([]);
  });

  it('leaves out withdrawn codes, which Intl lists, and codes without minor units', () => {
    const codes = ['ANG', 'BGN', 'CUC', 'DEM', 'HRK', 'SLL', 'VEF', 'ZWL', 'XAG', 'XAU', 'XDR', 'XSU', 'XTS', 'XXX'];
    expect(codes.filter((code) => currencies.has(code))).toEqual([]);
  });
});
