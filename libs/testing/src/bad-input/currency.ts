import { applied, quarantined, type Case } from './case.js';

export const currency: readonly Case[] = [
  ['no currency', (m) => m.withData({ currency: undefined }), quarantined('INVALID_DATA', 'data.currency')],
  ['lower case', (m) => m.withData({ currency: 'usd' }), quarantined('INVALID_DATA', 'data.currency')],
  ['a symbol', (m) => m.withData({ currency: '$' }), quarantined('INVALID_DATA', 'data.currency')],
  ['four letters', (m) => m.withData({ currency: 'USDT' }), quarantined('INVALID_DATA', 'data.currency')],
  ['a trailing line break', (m) => m.withData({ currency: 'USD\n' }), quarantined('INVALID_DATA', 'data.currency')],
  [
    'a number',
    (m) => m.withData({ currency: 840 }),
    quarantined('INVALID_DATA', 'data.currency: must be a text, not 840'),
  ],
  [
    'JPY with decimals',
    (m) => m.withData({ currency: 'JPY', totalMinor: 100.5 }),
    quarantined('INVALID_DATA', 'data.totalMinor'),
  ],
  ...Object.entries({ USD: 10, JPY: 6, KWD: 0, XCG: 0, ZWG: 0, CLF: 0 }).map(([currency, points]): Case => [
    currency,
    (m) => m.withData({ currency }),
    applied(points),
  ]),
  ...['XXX', 'XTS', 'XAU', 'DEM', 'HRK', 'BGN', 'ANG', 'ZWL', 'VEF', 'ABC'].map((currency): Case => [
    currency,
    (m) => m.withData({ currency }),
    quarantined('UNKNOWN_CURRENCY', currency),
  ]),
  ['an unknown currency in a return', (m) => m.returned({ currency: 'XXX' }), quarantined('UNKNOWN_CURRENCY')],
  [
    'an unknown currency beside an invalid amount',
    (m) => m.withData({ currency: 'XXX', totalMinor: -1 }),
    quarantined('INVALID_DATA'),
  ],
];
