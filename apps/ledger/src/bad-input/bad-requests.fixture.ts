import { ADA, ADJUST, adjustment, get, gift, post, REDEEM, without, type BadRequest } from './bad-request.fixture.js';

const keyOf = (key: string) => ({ 'idempotency-key': key });
const actorOf = (actor: string) => ({ 'perennial-actor': actor });

export const headers: readonly BadRequest[] = [
  ['a command without a key', without('idempotency-key', post(REDEEM, gift)), 400, 'IDEMPOTENCY_KEY_REQUIRED'],
  ['a command with an empty key', post(REDEEM, gift, keyOf('')), 400, 'IDEMPOTENCY_KEY_REQUIRED'],
  ...['x'.repeat(256), 'a b', '"open', 'sch\u00f6n'].map((key): BadRequest => [
    `a command with the key ${key.slice(0, 10)}`,
    post(REDEEM, gift, keyOf(key)),
    400,
    'INVALID_REQUEST',
  ]),
  ['an adjustment by nobody', without('perennial-actor', post(ADJUST, adjustment)), 400, 'ACTOR_REQUIRED'],
  ...['x'.repeat(256), 'sch\u00f6n', 'account:1'].map((actor): BadRequest => [
    `an adjustment by ${actor.slice(0, 10)}`,
    post(ADJUST, adjustment, actorOf(actor)),
    400,
    'INVALID_REQUEST',
  ]),
];

export const paths: readonly BadRequest[] = [
  ...[`'; drop table member; --`, '../../../etc/passwd', '__proto__', '<script>', '%', 'ADA', 'ada ', 'a\u200bda'].map(
    (id): BadRequest => [`the member ${id}`, get(`members/${encodeURIComponent(id)}`), 404, 'UNKNOWN_MEMBER'],
  ),
  ...['%00', '%0d%0aSet-Cookie:%20a=b', '%1b%5b31m', 'x'.repeat(256)].map((id): BadRequest => [
    `the member ${id.slice(0, 20)}`,
    get(`members/${id}`),
    400,
    'INVALID_REQUEST',
  ]),
  ...['%', '%ff', '%E0%A4%A', '%ed%a0%80'].map((id): BadRequest => [
    `the member ${id}`,
    get(`members/${id}`),
    400,
    'MALFORMED_URL',
  ]),
  ['a redemption of an unknown member', post('members/nobody/redemptions', gift), 404, 'UNKNOWN_MEMBER'],
  [
    'a reservation that is not there',
    post('reservations/00000000-0000-4000-8000-000000000000/commit', {}),
    404,
    'UNKNOWN_RESERVATION',
  ],
  ['a reservation that is no id', post('reservations/1%20or%201=1/commit', {}), 404, 'UNKNOWN_RESERVATION'],
  [
    'a redemption that is not there',
    post('redemptions/00000000-0000-4000-8000-000000000000/reversal', {}),
    404,
    'UNKNOWN_REDEMPTION',
  ],
  [
    'an adjustment that is not there',
    get('adjustments/00000000-0000-4000-8000-000000000000'),
    404,
    'UNKNOWN_ADJUSTMENT',
  ],
  ['a path that leads nowhere', get('members'), 404, 'UNKNOWN_ROUTE'],
  ['a file', { method: 'GET', path: '/../package.json' }, 404, 'UNKNOWN_ROUTE'],
  ...['PUT', 'PATCH', 'DELETE'].map((method): BadRequest => [
    `${method} of a member`,
    { ...post(`members/${ADA}`, { balance: { available: 1_000_000 } }), method },
    404,
    'UNKNOWN_ROUTE',
  ]),
];

const lists = [
  'limit=1000000000',
  'limit=201',
  'limit=0',
  'limit=-1',
  'limit=1.5',
  'limit=',
  'limit=0x10',
  'limit=%205',
  'limit=1&limit=2',
  'sort=points',
  'cursor=x',
  'cursor=-1',
  `cursor=${'9'.repeat(30)}`,
  'page=2',
];
const instants = [
  'yesterday',
  '2027-02-30T00:00:00Z',
  '2027-03-01T00:00:00',
  '10000-01-01T00:00:00Z',
  '1740000000',
  '%00',
];

export const queries: readonly BadRequest[] = [
  ...['statement', 'quarantine', 'parked', 'audit'].flatMap((list): BadRequest[] => {
    const path = list === 'statement' ? `members/${ADA}/statement` : list;
    return lists.map((query) => [`${list}?${query}`, get(`${path}?${query}`), 400, 'INVALID_REQUEST']);
  }),
  ...instants.map((at): BadRequest => [`asOf=${at}`, get(`members/${ADA}?asOf=${at}`), 400, 'INVALID_REQUEST']),
  ['by=whim', get(`members/${ADA}?by=whim`), 400, 'INVALID_REQUEST'],
  ['reason=%00', get('quarantine?reason=%00'), 400, 'INVALID_REQUEST'],
];
