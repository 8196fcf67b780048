import { applied, quarantined, type Case } from './case.js';

const line = { lineId: '1', sku: 'ring-3', quantity: 1, unitPriceMinor: 10_450 };

export const numbers: readonly Case[] = [
  ...[
    ['0', 0],
    ['-0', 0],
    ['1e5', 100],
    ['12.0', 0],
    ['9007199254740991', 9_007_199_254_740],
  ].map(([literal, points]): Case => [
    `a total of ${literal}`,
    (m) => m.withLiteral('totalMinor', String(literal)),
    applied(Number(points)),
  ]),
  ...[
    '-1',
    '10.5',
    '1e309',
    '9007199254740992',
    '9007199254740993',
    '9223372036854775808',
    '1'.repeat(60),
    '"NaN"',
    '"1e5"',
    '"0x10"',
    '"10450"',
    '" 10450"',
    '"10.450,00"',
    '"١٠"',
    'null',
    'true',
    '[]',
    '{}',
    '1000.00000000000000001',
    '9007199254740990.7',
    '1e-400',
    '-1e-400',
  ].map((literal): Case => [
    `a total of ${literal}`,
    (m) => m.withLiteral('totalMinor', literal),
    quarantined('INVALID_DATA'),
  ]),
  ...['0x10', '010', '1_000', '+1', '.5', 'Infinity'].map((literal): Case => [
    `a total of ${literal}`,
    (m) => m.withLiteral('totalMinor', literal),
    quarantined('NOT_JSON'),
  ]),
  ['no total', (m) => m.withData({ totalMinor: undefined }), quarantined('INVALID_DATA', 'data.totalMinor')],
  [
    'an unknown field beyond 2^53',
    (m) => m.withLiteral('extra', '[12345678901234567890]'),
    quarantined('INVALID_DATA', 'data.extra[0]'),
  ],
  ['long digits inside text', (m) => m.withData({ orderId: '12345678901234567890.5e-9"\\' }), applied(10)],
  ['an optional amount of null', (m) => m.withData({ taxMinor: null }), quarantined('INVALID_DATA', 'data.taxMinor')],
  ['a revision of -1', (m) => m.withData({ revision: -1 }), quarantined('INVALID_DATA', 'data.revision')],
  ['a revision of 1.5', (m) => m.withData({ revision: 1.5 }), quarantined('INVALID_DATA', 'data.revision')],
  [
    'a quantity of 0',
    (m) => m.withData({ lines: [{ ...line, quantity: 0 }] }),
    quarantined('INVALID_DATA', 'data.lines[0].quantity'),
  ],
  ['a quantity of 1e9', (m) => m.withData({ lines: [{ ...line, quantity: 1e9 }] }), applied(10)],
  [
    'a negative unit price',
    (m) => m.withData({ lines: [{ ...line, unitPriceMinor: -1 }] }),
    quarantined('INVALID_DATA', 'data.lines[0].unitPriceMinor'),
  ],
  ['lines that do not sum to the total', (m) => m.withData({ lines: [{ ...line, unitPriceMinor: 1 }] }), applied(10)],
  ['a discount above the line', (m) => m.withData({ lines: [{ ...line, discountMinor: 99_999 }] }), applied(10)],
  [
    'a lineId twice',
    (m) => m.withData({ lines: [line, line] }),
    quarantined('INVALID_DATA', 'data.lines: must not contain a lineId twice'),
  ],
  [
    'a lineId twice in a return',
    (m) =>
      m.returned({
        lines: [
          { lineId: '1', quantity: 1, amountMinor: 1 },
          { lineId: '1', quantity: 1, amountMinor: 1 },
        ],
      }),
    quarantined('INVALID_DATA', 'data.lines'),
  ],
  ['empty lines', (m) => m.withData({ lines: [] }), applied(10)],
  [
    '10,000 lines',
    (m) => m.withData({ lines: Array.from({ length: 10_000 }, (_, n) => ({ ...line, lineId: `${n}` })) }),
    applied(10),
  ],
  [
    'a negative returned amount',
    (m) => m.returned({ amountMinor: -1 }),
    quarantined('INVALID_DATA', 'data.amountMinor'),
  ],
  ...[1, 5].map((rating): Case => [`a rating of ${rating}`, (m) => m.reviewed({ rating }), applied(5)]),
  ...[0, 6, 4.5, '5', null].map((rating): Case => [
    `a rating of ${JSON.stringify(rating)}`,
    (m) => m.reviewed({ rating }),
    quarantined('INVALID_DATA', 'data.rating'),
  ]),
  ['an NPS of 11', (m) => m.survey({ survey: 'nps', score: 11 }), quarantined('INVALID_DATA', 'data.score')],
  ['an NPS of 7.5', (m) => m.survey({ survey: 'nps', score: 7.5 }), quarantined('INVALID_DATA', 'data.score')],
  ['a CSAT of 0', (m) => m.survey({ survey: 'csat', score: 0 }), quarantined('INVALID_DATA', 'data.score')],
  ['a score of 7.5 in a survey of one’s own', (m) => m.survey({ survey: 'fit', score: 7.5 }), applied(0)],
];
