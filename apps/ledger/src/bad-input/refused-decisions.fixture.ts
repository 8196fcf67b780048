import { readFileSync } from 'node:fs';

import { ADA, BEN, get, gift, post, postText, REDEEM, type BadRequest } from './bad-request.fixture.js';
import { JEWELLER, type Request } from './running-ledger.fixture.js';

const yaml = (document: string): Request => postText('programme', document, { 'content-type': 'application/yaml' });
const laughs = [
  'a: &a [x,x,x,x,x,x,x,x,x]',
  ...'bcdefghi'.split('').map((name, n) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghi'[n]}`).join()}]`),
].join('\n');
const event = {
  specversion: '1.0',
  id: 'e-9',
  source: '/shop/http',
  type: 'commerce.purchase.completed.v1',
  time: '2027-03-01T10:00:00Z',
  subject: ADA,
  data: { orderId: 'o-9', customerId: ADA, currency: 'USD', totalMinor: 5 },
};

/** Well-formed, and refused for what they ask. */
export const decisions: readonly BadRequest[] = [
  ['an unknown reward', post(REDEEM, { rewardId: 'moon' }), 404, 'UNKNOWN_REWARD'],
  ['the reward __proto__', post(REDEEM, { rewardId: '__proto__' }), 404, 'UNKNOWN_REWARD'],
  ['the reward constructor', post(REDEEM, { rewardId: 'constructor' }), 404, 'UNKNOWN_REWARD'],
  ['an unknown choice', post(REDEEM, { rewardId: 'bracelet', choice: 'iron' }), 422, 'UNKNOWN_CHOICE'],
  ['more points than there are', post(REDEEM, gift), 409, 'INSUFFICIENT_POINTS'],
  [
    'more points than there are, held',
    post(`members/${ADA}/reservations`, { points: 11, ttlSeconds: 60 }),
    409,
    'INSUFFICIENT_POINTS',
  ],
  ['a transfer to oneself', post(`members/${ADA}/transfers`, { to: ADA, points: 1 }), 422, 'TRANSFER_TO_ONESELF'],
  ['a transfer to nobody', post(`members/${ADA}/transfers`, { to: 'nobody', points: 1 }), 404, 'UNKNOWN_MEMBER'],
  ['a household in a programme without', post('households', { members: [ADA, BEN] }), 422, 'NO_HOUSEHOLDS'],
  ['statements of partners in a programme without', get('partners/statements?month=2027-03'), 404, 'NO_COALITION'],
  ['a programme in JSON', post('programme', { id: 'jeweller' }), 415, 'UNSUPPORTED_MEDIA_TYPE'],
  ['an empty programme', yaml(''), 422, 'PROGRAMME_INVALID'],
  ['a programme that is no YAML', yaml('id: [jeweller'), 422, 'PROGRAMME_INVALID'],
  ['a programme of aliases that grow', yaml(laughs), 422, 'PROGRAMME_INVALID'],
  ['a programme with a function', yaml('id: !!js/function "function () { return 1 }"'), 422, 'PROGRAMME_INVALID'],
  [
    'a programme of another installation',
    yaml(readFileSync(JEWELLER, 'utf8').replace('id: jeweller', 'id: other').replace('version: 1', 'version: 2')),
    422,
    'PROGRAMME_CHANGE_REFUSED',
  ],
  ['a simulation of nothing', post('programme/simulate', {}), 400, 'INVALID_REQUEST'],
  ['a simulation of no event', post('programme/simulate', { event: {} }), 400, 'NOT_A_CLOUDEVENT'],
  [
    'a simulation of an unknown type',
    post('programme/simulate', { event: { ...event, type: 'x' } }),
    422,
    'UNKNOWN_TYPE',
  ],
  [
    'a simulation of a negative total',
    post('programme/simulate', { event: { ...event, data: { ...event.data, totalMinor: -1 } } }),
    422,
    'INVALID_DATA',
  ],
  [
    'a simulation in an unknown currency',
    post('programme/simulate', { event: { ...event, data: { ...event.data, currency: 'XXX' } } }),
    422,
    'UNKNOWN_CURRENCY',
  ],
  [
    'a simulation of the future',
    post('programme/simulate', { event: { ...event, time: '2027-04-01T10:00:00Z' } }),
    422,
    'FUTURE_EVENT',
  ],
];
