import { gzipSync } from 'node:zlib';

import {
  ADA,
  ADJUST,
  adjustment,
  BEN,
  gift,
  post,
  postText,
  REDEEM,
  without,
  type BadRequest,
} from './bad-request.fixture.js';

const giftText = JSON.stringify(gift);
const padded = (bytes: number) => giftText.padEnd(bytes);

const wrongBytes: BadRequest[] = [
  ...['text/plain', 'application/xml', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'].map(
    (type): BadRequest => [
      `a body of ${type}`,
      postText(REDEEM, giftText, { 'content-type': type }),
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
  ),
  ['a body without a type', without('content-type', post(REDEEM, gift)), 415, 'UNSUPPORTED_MEDIA_TYPE'],
  ...['iso-8859-1', 'koi8-r'].map((charset): BadRequest => [
    `a body in ${charset}`,
    postText(REDEEM, giftText, { 'content-type': `application/json; charset=${charset}` }),
    ...([415, 'UNSUPPORTED_MEDIA_TYPE'] as const),
  ]),
  ['a compression nobody knows', post(REDEEM, gift, { 'content-encoding': 'compress' }), 415, 'UNSUPPORTED_MEDIA_TYPE'],
  ['bytes that are not the gzip they claim', post(REDEEM, gift, { 'content-encoding': 'gzip' }), 400, 'BODY_NOT_JSON'],
  [
    'a gzip bomb of 20 MB',
    postText(REDEEM, gzipSync(padded(20_000_000)), { 'content-encoding': 'gzip' }),
    413,
    'BODY_TOO_LARGE',
  ],
  ['a body of 256 kB and a byte', postText(REDEEM, padded(262_145)), 413, 'BODY_TOO_LARGE'],
  ['a body of 20 MB', postText(REDEEM, padded(20_000_000)), 413, 'BODY_TOO_LARGE'],
  ['no body', postText(REDEEM, ''), 400, 'INVALID_REQUEST'],
  ...['{"rewardId":"gift-box"', `${giftText}x`, giftText + giftText, "{'rewardId':'gift-box'}", '{"quantity":NaN}'].map(
    (text): BadRequest => [`a body of ${text}`, postText(REDEEM, text), 400, 'BODY_NOT_JSON'],
  ),
  ...['"gift-box"', 'null', '5'].map((text): BadRequest => [
    `a body of ${text}`,
    postText(REDEEM, text),
    400,
    'BODY_NOT_JSON',
  ]),
  ['a body that is an array', post(REDEEM, [gift]), 400, 'INVALID_REQUEST'],
  [
    'a body nested 10,000 deep',
    postText(REDEEM, `{"a":${'['.repeat(10_000)}${']'.repeat(10_000)}}`),
    400,
    'INVALID_REQUEST',
  ],
  [
    'a document in YAML where none is asked for',
    postText(REDEEM, 'rewardId: gift-box', { 'content-type': 'application/yaml' }),
    400,
    'INVALID_REQUEST',
  ],
  [
    'a duplicate key, of which the last is wrong',
    postText(REDEEM, '{"rewardId":"gift-box","rewardId":5}'),
    400,
    'INVALID_REQUEST',
  ],
];

const wrongPoints = [
  '0',
  '-0',
  '1.5',
  '1e309',
  '1000000001',
  '-1000000001',
  '9007199254740993',
  '"5"',
  'null',
  'true',
  '[]',
  '{}',
];
const wrongNumbers: BadRequest[] = [
  ...wrongPoints.map((literal): BadRequest => [
    `an adjustment of ${literal} points`,
    postText(ADJUST, `{"points":${literal},"reason":"goodwill"}`),
    400,
    'INVALID_REQUEST',
  ]),
  ...[0, -5, 1.5, '5', 1_000_000_001].map((points): BadRequest => [
    `a transfer of ${JSON.stringify(points)} points`,
    post(`members/${ADA}/transfers`, { to: BEN, points }),
    400,
    'INVALID_REQUEST',
  ]),
  ...[0, -1, 1.5, 101, '1', null].map((quantity): BadRequest => [
    `a redemption of ${JSON.stringify(quantity)} gifts`,
    post(REDEEM, { ...gift, quantity }),
    400,
    'INVALID_REQUEST',
  ]),
  ...[0, -1, 0.5, 2_592_001].map((ttlSeconds): BadRequest => [
    `a reservation for ${ttlSeconds} seconds`,
    post(`members/${ADA}/reservations`, { points: 1, ttlSeconds }),
    400,
    'INVALID_REQUEST',
  ]),
];

const wrongTexts: BadRequest[] = [
  ...['', '   ', 'x'.repeat(501), 'a\r\nb', 'a\u001b[31m', 'a\u0000', 'a\ud800'].map((reason): BadRequest => [
    `an adjustment for ${JSON.stringify(reason).slice(0, 20)}`,
    post(ADJUST, { points: 5, reason }),
    400,
    'INVALID_REQUEST',
  ]),
  ...['balance', 'available', 'tier', 'role', 'cost', 'customerId', 'actor', 'approvedBy', 'status'].map(
    (field): BadRequest => [
      `an adjustment that sets its ${field}`,
      post(ADJUST, { ...adjustment, [field]: 1 }),
      400,
      'INVALID_REQUEST',
    ],
  ),
  ['a redemption that sets its price', post(REDEEM, { ...gift, points: 0 }), 400, 'INVALID_REQUEST'],
  [
    'a prototype in a redemption, which is dropped',
    postText(REDEEM, '{"rewardId":"gift-box","constructor":{"prototype":{"points":0}}}'),
    409,
    'INSUFFICIENT_POINTS',
  ],
];

/** Of commands: their bytes, their numbers, their texts. */
export const bodies: readonly BadRequest[] = [...wrongBytes, ...wrongNumbers, ...wrongTexts];
