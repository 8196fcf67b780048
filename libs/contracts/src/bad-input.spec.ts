import { decode, type EdgeReason } from './decode.js';
import type { RawRecord } from './record.js';

const NOW = new Date('2027-03-02T00:00:00Z');

const purchase = { orderId: 'o-1', customerId: 'c-1', currency: 'USD', totalMinor: 10450 };
const line = { lineId: '1', sku: 'ring-3', quantity: 1, unitPriceMinor: 10450 };
const review = { reviewId: 'r-1', customerId: 'c-1', sku: 'ring-3', rating: 5, verified: true };
const envelope = {
  specversion: '1.0',
  id: 'e-1',
  source: '/shop',
  type: 'commerce.purchase.completed.v1',
  time: '2027-03-01T10:00:00Z',
  subject: 'c-1',
};

const record = (value: Buffer | string | null, more: Partial<RawRecord> = {}): RawRecord => ({
  topic: 'commerce.purchase',
  key: 'c-1',
  value: typeof value === 'string' ? Buffer.from(value) : value,
  headers: {},
  ...more,
});
const structured = (message: object, more?: Partial<RawRecord>) => record(JSON.stringify(message), more);

/** A purchase with other attributes; undefined leaves one out. */
const withAttributes = (attributes: object) => structured({ ...envelope, ...attributes, data: purchase });
/** A purchase with other data; undefined leaves a field out. */
const withData = (data: object) => structured({ ...envelope, data: { ...purchase, ...data } });
/** A purchase with one data field written exactly so, for what `JSON.stringify` cannot write. */
const withLiteral = (field: string, literal: string) => {
  const { [field]: _, ...rest } = purchase as Record<string, unknown>;
  const data = JSON.stringify(rest).slice(0, -1);
  return record(`${JSON.stringify(envelope).slice(0, -1)},"data":${data},"${field}":${literal}}}`);
};
const onTopic = (topic: string, type: string, data: object, subject: string | undefined = 'c-1') =>
  structured({ ...envelope, type, subject, data }, { topic });
const reviewWith = (data: object) => onTopic('commerce.review', 'commerce.review.published.v1', { ...review, ...data });
const survey = (data: object, subject?: string) =>
  structured(
    { ...envelope, type: 'commerce.survey.answered.v1', subject, data: { responseId: 's-1', ...data } },
    { topic: 'commerce.survey' },
  );
const customer = (data: object) =>
  onTopic('commerce.customer', 'commerce.customer.upserted.v1', { customerId: 'c-1', ...data });
const returned = (data: object, subject: string | undefined) =>
  structured(
    {
      ...envelope,
      subject,
      type: 'commerce.return.completed.v1',
      data: { returnId: 'rt-1', orderId: 'o-1', currency: 'USD', amountMinor: 1, ...data },
    },
    { topic: 'commerce.return' },
  );
const binaryHeaders = {
  'content-type': 'application/json',
  ...Object.fromEntries(Object.entries(envelope).map(([name, value]) => [`ce_${name}`, Buffer.from(value)])),
};
const binary = (headers: RawRecord['headers'], value: string | Buffer | null = JSON.stringify(purchase)) =>
  record(value, { headers: { ...binaryHeaders, ...headers } });
const text = JSON.stringify({ ...envelope, data: purchase });
const nested = (depth: number) => JSON.parse('['.repeat(depth) + ']'.repeat(depth)) as unknown;

/** What to send, what becomes of it, and a part of the detail. */
type Case = readonly [title: string, record: RawRecord, reason: EdgeReason | 'accepted', detail?: string];

const groups: Record<string, Case[]> = {
  bytes: [
    ['an empty value', record(''), 'NOT_JSON'],
    ['a tombstone', record(null), 'NOT_A_CLOUDEVENT', 'tombstone'],
    ['no JSON', record('hello'), 'NOT_JSON'],
    ['a truncated message', record(text.slice(0, -5)), 'NOT_JSON'],
    ['trailing garbage', record(`${text}x`), 'NOT_JSON'],
    ['trailing white space', record(`${text} \n`), 'accepted'],
    ['two objects', record(text + text), 'NOT_JSON'],
    ['a byte-order mark', record(`\ufeff${text}`), 'accepted'],
    ['two byte-order marks', record(`\ufeff\ufeff${text}`), 'NOT_JSON'],
    ['UTF-16', record(Buffer.from(text, 'utf16le')), 'NOT_JSON'],
    ['UTF-16 with a byte-order mark', record(Buffer.from(`\ufeff${text}`, 'utf16le')), 'NOT_JSON', 'UTF-8'],
    ['bytes that are not UTF-8', record(Buffer.from(text.replace('o-1', 'o-é'), 'latin1')), 'NOT_JSON', 'UTF-8'],
    [
      'a surrogate encoded in UTF-8',
      record(Buffer.concat([Buffer.from('"'), Buffer.from([0xed, 0xa0, 0x80]), Buffer.from('"')])),
      'NOT_JSON',
    ],
    ['half a surrogate pair in an id', withLiteral('orderId', '"\\ud83d"'), 'INVALID_DATA', 'data.orderId'],
    [
      'half a surrogate pair in an unknown field',
      withLiteral('extra', '{"a":["\\udc00"]}'),
      'INVALID_DATA',
      'data.extra.a[0]',
    ],
    ['half a surrogate pair in a key', withLiteral('extra', '{"\\udc00":1}'), 'INVALID_DATA', 'data.extra'],
    ['a surrogate pair written with escapes', withLiteral('orderId', '"\\ud83d\\ude00"'), 'accepted'],
    [
      'NUL in free text',
      onTopic('commerce.return', 'commerce.return.completed.v1', {
        returnId: 'x',
        orderId: 'o',
        customerId: 'c-1',
        currency: 'USD',
        amountMinor: 1,
        reason: 'a\u0000b',
      }),
      'INVALID_DATA',
      'data.reason contains a NUL',
    ],
    ['NUL in a key of attributes', customer({ attributes: { 'a\u0000': 1 } }), 'INVALID_DATA', 'data.attributes'],
    ['a value of exactly 1 MiB', record(text.padEnd(1_048_576)), 'accepted'],
    ['a value of 1 MiB and a byte', record(text.padEnd(1_048_577)), 'TOO_LARGE', '1048577'],
    ['2 MB that is no JSON', record(Buffer.alloc(2_000_000, 1)), 'TOO_LARGE'],
    ['an array nested 10,000 deep', record('['.repeat(10_000) + ']'.repeat(10_000)), 'NOT_A_CLOUDEVENT'],
    ['500,000 opening brackets', record('['.repeat(500_000)), 'NOT_JSON'],
    [
      'data nested 10,000 deep',
      withLiteral('extra', '['.repeat(10_000) + ']'.repeat(10_000)),
      'INVALID_DATA',
      'nested deeper than 64',
    ],
    [
      'attributes nested 10,000 deep in objects',
      withLiteral('extra', '{"a":'.repeat(10_000) + '1' + '}'.repeat(10_000)),
      'INVALID_DATA',
      'nested deeper',
    ],
    ['data nested 60 deep', withData({ extra: nested(60) }), 'accepted'],
    [
      '50,000 unknown keys',
      withData(Object.fromEntries(Array.from({ length: 50_000 }, (_, n) => [`k${n}`, n]))),
      'accepted',
    ],
    ['a duplicate key, of which the last is right', withLiteral('totalMinor', '-1,"totalMinor":5'), 'accepted'],
    [
      'a duplicate key, of which the last is wrong',
      withLiteral('totalMinor', '5,"totalMinor":-1'),
      'INVALID_DATA',
      'data.totalMinor',
    ],
    ['an array', record(`[${text}]`), 'NOT_A_CLOUDEVENT', 'not an object'],
    ['a string', record('"purchase"'), 'NOT_A_CLOUDEVENT'],
    ['a number', record('5'), 'NOT_A_CLOUDEVENT'],
    ['null', record('null'), 'NOT_A_CLOUDEVENT'],
    ['an empty object', record('{}'), 'NOT_A_CLOUDEVENT', 'specversion'],
    ['Avro with a schema id', record(Buffer.from([0, 0, 0, 0, 7, 6, 99, 45, 49, 2])), 'NOT_JSON'],
    ['protobuf', record(Buffer.from([0x0a, 0x03, 0x6f, 0x2d, 0x31, 0x10, 0x96, 0x01])), 'NOT_JSON'],
    ['a gzip stream', record(Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0])), 'NOT_JSON'],
    ['a NaN literal', withLiteral('totalMinor', 'NaN'), 'NOT_JSON'],
    ['a comment', record(`/* order */${text}`), 'NOT_JSON'],
    ['single quotes', record(text.replaceAll('"', "'")), 'NOT_JSON'],
    ['a trailing comma', record(text.replace(/\}$/, ',}')), 'NOT_JSON'],
    ['a raw line break in a string', withLiteral('orderId', '"a\nb"'), 'NOT_JSON'],
  ],
  envelope: [
    [
      'structured mode by content type',
      structured(
        { ...envelope, data: purchase },
        { headers: { 'content-type': 'application/cloudevents+json; charset=UTF-8' } },
      ),
      'accepted',
    ],
    [
      'structured mode by content type in capitals',
      structured({ ...envelope, data: purchase }, { headers: { 'content-type': 'Application/CloudEvents+JSON' } }),
      'accepted',
    ],
    ['neither mode', structured({ ...envelope, data: purchase }, { headers: undefined }), 'accepted'],
    ['binary mode', binary({}), 'accepted'],
    ['binary mode without a content type', binary({ 'content-type': undefined }), 'accepted'],
    ['binary mode with headers as text', binary({ ce_id: 'e-2' }), 'accepted'],
    [
      'a binary header twice, of which the last is right',
      binary({ ce_specversion: ['0.3', Buffer.from('1.0')] }),
      'accepted',
    ],
    [
      'a batch',
      structured([{ ...envelope, data: purchase }], {
        headers: { 'content-type': 'application/cloudevents-batch+json' },
      }),
      'NOT_A_CLOUDEVENT',
    ],
    ['a binary tombstone', binary({}, null), 'NOT_A_CLOUDEVENT', 'tombstone'],
    ['binary mode with Avro', binary({ 'content-type': 'application/avro' }, Buffer.from([0, 1, 2])), 'NOT_JSON'],
    ['binary mode without ce_id', binary({ ce_id: undefined }), 'NOT_A_CLOUDEVENT', 'id is missing'],
    ['binary mode without ce_type', binary({ ce_type: undefined }), 'NOT_A_CLOUDEVENT', 'type is missing'],
    ['a binary id that is not UTF-8', binary({ ce_id: Buffer.from([0xff, 0xfe]) }), 'INVALID_DATA', 'id must be text'],
    ['binary mode whose subject is not the customer', binary({ ce_subject: 'c-2' }), 'INVALID_DATA', 'subject'],
    ['binary data that is an array', binary({}, '[]'), 'INVALID_DATA', 'data: '],
    [
      'header and body that disagree in structured mode: the body counts',
      structured(
        { ...envelope, data: purchase },
        { headers: { 'content-type': 'application/cloudevents+json', ce_type: 'nonsense' } },
      ),
      'accepted',
    ],
    [
      '100 other headers',
      record(text, { headers: Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`h${n}`, 'x'])) }),
      'accepted',
    ],
    ['no id', withAttributes({ id: undefined }), 'NOT_A_CLOUDEVENT', 'id is missing'],
    ['an id of null', withAttributes({ id: null }), 'NOT_A_CLOUDEVENT', 'id is missing'],
    ['an id in other case', withAttributes({ id: undefined, ID: 'e-1' }), 'NOT_A_CLOUDEVENT', 'id is missing'],
    ['an empty id', withAttributes({ id: '' }), 'INVALID_DATA', 'id must be'],
    ['an id of 10 kB', withAttributes({ id: 'x'.repeat(10_000) }), 'INVALID_DATA', 'id must be'],
    ['an id of 255 characters', withAttributes({ id: 'x'.repeat(255) }), 'accepted'],
    ['an id of 255 emoji', withAttributes({ id: '😀'.repeat(255) }), 'accepted'],
    ['an id of 256 characters', withAttributes({ id: 'x'.repeat(256) }), 'INVALID_DATA', 'id must be'],
    ['a number as id', withAttributes({ id: 5 }), 'INVALID_DATA', 'id must be'],
    ['an object as id', withAttributes({ id: { $oid: 1 } }), 'INVALID_DATA', 'id must be'],
    ['a line break in an id', withAttributes({ id: 'a\r\nb' }), 'INVALID_DATA', 'id must be'],
    ['an escape sequence in an id', withAttributes({ id: 'a\u001b[31m' }), 'INVALID_DATA', 'id must be'],
    ['a C1 control character in an id', withAttributes({ id: 'a\u0085' }), 'INVALID_DATA', 'id must be'],
    ['a trailing space in an id', withAttributes({ id: 'e-1 ' }), 'accepted'],
    ['a zero-width space in an id', withAttributes({ id: 'e\u200b1' }), 'accepted'],
    ['a right-to-left override in an id', withAttributes({ id: 'e\u202e1' }), 'accepted'],
    ['no source', withAttributes({ source: undefined }), 'NOT_A_CLOUDEVENT', 'source is missing'],
    ['an empty source', withAttributes({ source: '' }), 'INVALID_DATA', 'source must be'],
    ['no type', withAttributes({ type: undefined }), 'NOT_A_CLOUDEVENT', 'type is missing'],
    ['an empty type', withAttributes({ type: '' }), 'UNKNOWN_TYPE'],
    ['an unknown type', withAttributes({ type: 'commerce.basket.abandoned.v1' }), 'UNKNOWN_TYPE'],
    ['a number as type', withAttributes({ type: 1 }), 'UNKNOWN_TYPE'],
    ['__proto__ as type', withAttributes({ type: '__proto__' }), 'UNKNOWN_TYPE'],
    ['constructor as type', withAttributes({ type: 'constructor' }), 'UNKNOWN_TYPE'],
    ['a type with control characters', withAttributes({ type: 'a\u0000\u001b[31m\ud800' }), 'UNKNOWN_TYPE'],
    [
      'a type without its version',
      withAttributes({ type: 'commerce.purchase.completed' }),
      'UNKNOWN_TYPE',
      'did you mean commerce.purchase.completed.v1?',
    ],
    ['version 0 of a type', withAttributes({ type: 'commerce.purchase.completed.v0' }), 'UNSUPPORTED_VERSION'],
    ['version 999 of a type', withAttributes({ type: 'commerce.purchase.completed.v999' }), 'UNSUPPORTED_VERSION'],
    ['no specversion', withAttributes({ specversion: undefined }), 'NOT_A_CLOUDEVENT', 'specversion is missing'],
    ['specversion 0.3', withAttributes({ specversion: '0.3' }), 'UNSUPPORTED_VERSION', 'specversion'],
    ['another event’s topic', record(text, { topic: 'commerce.review' }), 'WRONG_TOPIC', 'commerce.purchase'],
    [
      'one of our own events on an input topic',
      withAttributes({ type: 'loyalty.reward.issued.v1' }),
      'WRONG_TOPIC',
      'loyalty.reward-issued',
    ],
    ['no key', record(text, { key: null }), 'accepted'],
    ['an empty key', record(text, { key: Buffer.alloc(0) }), 'accepted'],
    ['a key other than the subject', record(text, { key: Buffer.from('c-2') }), 'accepted'],
    [
      'no subject beside a customer id',
      withAttributes({ subject: undefined }),
      'INVALID_DATA',
      'subject must equal data.customerId',
    ],
    [
      'a subject beside no customer id',
      withData({ customerId: undefined }),
      'INVALID_DATA',
      'subject must equal data.customerId',
    ],
    ['another subject than the customer id', withAttributes({ subject: 'c-2' }), 'INVALID_DATA', '"c-2" is not "c-1"'],
    [
      'a subject in another Unicode form',
      structured({ ...envelope, subject: 'e\u0301', data: { ...purchase, customerId: '\u00e9' } }),
      'INVALID_DATA',
      'subject',
    ],
    ['a number as subject', withAttributes({ subject: 1 }), 'INVALID_DATA', 'subject'],
    [
      'a guest order',
      structured({ ...envelope, subject: undefined, data: { ...purchase, customerId: undefined } }),
      'accepted',
    ],
    ['a return without a customer', returned({}, undefined), 'accepted'],
    ['a return with a subject alone', returned({}, 'c-1'), 'INVALID_DATA', 'subject'],
    [
      'a merge whose subject is the record that goes',
      onTopic('commerce.customer', 'commerce.customer.merged.v1', { fromCustomerId: 'c-1', intoCustomerId: 'c-2' }),
      'accepted',
    ],
    [
      'a merge whose subject is the record that stays',
      onTopic('commerce.customer', 'commerce.customer.merged.v1', { fromCustomerId: 'c-2', intoCustomerId: 'c-1' }),
      'INVALID_DATA',
      'data.fromCustomerId',
    ],
    [
      'a referral whose subject is the referrer',
      onTopic('commerce.referral', 'commerce.referral.created.v1', {
        referralId: 'f',
        referrerId: 'c-1',
        refereeId: 'c-2',
      }),
      'accepted',
    ],
    [
      'a referral whose subject is the referee',
      onTopic('commerce.referral', 'commerce.referral.created.v1', {
        referralId: 'f',
        referrerId: 'c-2',
        refereeId: 'c-1',
      }),
      'INVALID_DATA',
      'data.referrerId',
    ],
    [
      'a self-referral, which is for the programme to refuse',
      onTopic('commerce.referral', 'commerce.referral.created.v1', {
        referralId: 'f',
        referrerId: 'c-1',
        refereeId: 'c-1',
      }),
      'accepted',
    ],
    ['an anonymous survey answer', survey({ survey: 'nps', score: 9 }), 'accepted'],
    ['an object as correlationid', withAttributes({ correlationid: {} }), 'INVALID_DATA', 'correlationid'],
    ['NUL in traceparent', withAttributes({ traceparent: 'a\u0000' }), 'INVALID_DATA', 'traceparent'],
    ['extension attributes we do not know', withAttributes({ partitionkey: 'c-1', sequence: '7' }), 'accepted'],
    ['no data', structured({ ...envelope }), 'INVALID_DATA', 'data: '],
    ['data as text', structured({ ...envelope, data: JSON.stringify(purchase) }), 'INVALID_DATA', 'data: '],
    [
      'data in base64',
      structured({ ...envelope, data_base64: Buffer.from(JSON.stringify(purchase)).toString('base64') }),
      'INVALID_DATA',
      'data: ',
    ],
    ['__proto__ in data', withLiteral('__proto__', '{"customerId":"c-9"}'), 'accepted'],
  ],
  numbers: [
    ...[
      ['0', '0'],
      ['-0', '-0'],
      ['1e5', '1e5'],
      ['12.0', '12.0'],
      ['2^53 - 1', '9007199254740991'],
    ].map(([title, literal]): Case => [`a total of ${title}`, withLiteral('totalMinor', literal ?? ''), 'accepted']),
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
    ].map((literal): Case => [`a total of ${literal}`, withLiteral('totalMinor', literal), 'INVALID_DATA']),
    ...['0x10', '010', '1_000', '+1', '.5', 'Infinity'].map((literal): Case => [
      `a total of ${literal}`,
      withLiteral('totalMinor', literal),
      'NOT_JSON',
    ]),
    ['no total', withData({ totalMinor: undefined }), 'INVALID_DATA', 'data.totalMinor'],
    ['an unknown field beyond 2^53', withLiteral('extra', '[12345678901234567890]'), 'INVALID_DATA', 'data.extra[0]'],
    ['long digits inside text', withData({ orderId: '12345678901234567890.5e-9"\\' }), 'accepted'],
    ['an optional amount of null', withData({ taxMinor: null }), 'INVALID_DATA', 'data.taxMinor'],
    ['a revision of -1', withData({ revision: -1 }), 'INVALID_DATA', 'data.revision'],
    ['a revision of 1.5', withData({ revision: 1.5 }), 'INVALID_DATA', 'data.revision'],
    ['a quantity of 0', withData({ lines: [{ ...line, quantity: 0 }] }), 'INVALID_DATA', 'data.lines[0].quantity'],
    ['a quantity of 1e9', withData({ lines: [{ ...line, quantity: 1e9 }] }), 'accepted'],
    [
      'a negative unit price',
      withData({ lines: [{ ...line, unitPriceMinor: -1 }] }),
      'INVALID_DATA',
      'data.lines[0].unitPriceMinor',
    ],
    ['lines that do not sum to the total', withData({ lines: [{ ...line, unitPriceMinor: 1 }] }), 'accepted'],
    ['a discount above the line', withData({ lines: [{ ...line, discountMinor: 99_999 }] }), 'accepted'],
    [
      'a lineId twice',
      withData({ lines: [line, line] }),
      'INVALID_DATA',
      'data.lines: must not contain a lineId twice',
    ],
    [
      'a lineId twice in a return',
      returned(
        {
          customerId: 'c-1',
          lines: [
            { lineId: '1', quantity: 1, amountMinor: 1 },
            { lineId: '1', quantity: 1, amountMinor: 1 },
          ],
        },
        'c-1',
      ),
      'INVALID_DATA',
      'data.lines',
    ],
    ['empty lines', withData({ lines: [] }), 'accepted'],
    [
      '10,000 lines',
      withData({ lines: Array.from({ length: 10_000 }, (_, n) => ({ ...line, lineId: `${n}` })) }),
      'accepted',
    ],
    ['a negative returned amount', returned({ amountMinor: -1 }, undefined), 'INVALID_DATA', 'data.amountMinor'],
    ...[1, 5].map((rating): Case => [`a rating of ${rating}`, reviewWith({ rating }), 'accepted']),
    ...[0, 6, 4.5, '5', null].map((rating): Case => [
      `a rating of ${JSON.stringify(rating)}`,
      reviewWith({ rating }),
      'INVALID_DATA',
      'data.rating',
    ]),
    ['an NPS of 11', survey({ survey: 'nps', score: 11 }), 'INVALID_DATA', 'data.score'],
    ['an NPS of 7.5', survey({ survey: 'nps', score: 7.5 }), 'INVALID_DATA', 'data.score'],
    ['a CSAT of 0', survey({ survey: 'csat', score: 0 }), 'INVALID_DATA', 'data.score'],
    ['a score of 7.5 in a survey of one’s own', survey({ survey: 'fit', score: 7.5 }), 'accepted'],
  ],
  currency: [
    ['no currency', withData({ currency: undefined }), 'INVALID_DATA', 'data.currency'],
    ['lower case', withData({ currency: 'usd' }), 'INVALID_DATA', 'data.currency'],
    ['a symbol', withData({ currency: '$' }), 'INVALID_DATA', 'data.currency'],
    ['four letters', withData({ currency: 'USDT' }), 'INVALID_DATA', 'data.currency'],
    ['a trailing line break', withData({ currency: 'USD\n' }), 'INVALID_DATA', 'data.currency'],
    ['a number', withData({ currency: 840 }), 'INVALID_DATA', 'data.currency'],
    ['JPY with decimals', withData({ currency: 'JPY', totalMinor: 100.5 }), 'INVALID_DATA', 'data.totalMinor'],
    ...['USD', 'JPY', 'KWD', 'XCG', 'ZWG', 'CLF'].map((currency): Case => [
      currency,
      withData({ currency }),
      'accepted',
    ]),
    ...['XXX', 'XTS', 'XAU', 'DEM', 'HRK', 'BGN', 'ANG', 'ZWL', 'VEF', 'ABC'].map((currency): Case => [
      currency,
      withData({ currency }),
      'UNKNOWN_CURRENCY',
      currency,
    ]),
    ['an unknown currency in a return', returned({ currency: 'XXX' }, undefined), 'UNKNOWN_CURRENCY'],
    ['an unknown currency beside an invalid amount', withData({ currency: 'XXX', totalMinor: -1 }), 'INVALID_DATA'],
  ],
  time: [
    ...[
      '2027-03-01T10:00:00Z',
      '2027-03-01t10:00:00z',
      '2027-03-01T10:00:00.123456789Z',
      '2027-03-01T10:00:00-00:00',
      '2000-02-29T00:00:00Z',
      '1970-01-01T00:00:00Z',
      '2016-12-31T23:59:59Z',
      '2027-03-02T00:05:00Z',
      '2027-03-03T00:00:00Z',
    ].map((time): Case => [time, withAttributes({ time }), 'accepted']),
    ['29 February far east', withAttributes({ time: '2024-02-29T00:00:00+14:00' }), 'accepted'],
    ['none', withAttributes({ time: undefined }), 'INVALID_DATA', 'time must be'],
    ...[
      '',
      'yesterday',
      '2027-02-30T10:00:00Z',
      '2027-02-29T10:00:00Z',
      '1900-02-29T10:00:00Z',
      '2027-13-01T10:00:00Z',
      '2027-00-10T10:00:00Z',
      '2027-04-31T10:00:00Z',
      '2027-03-00T10:00:00Z',
      '2027-03-01T24:00:00Z',
      '2027-03-01T10:60:00Z',
      '2016-12-31T23:59:60Z',
      '2027-03-01T10:00:00',
      '2027-03-01 10:00:00Z',
      '2027-03-01',
      '2027-03-01T10:00Z',
      '2027-03-01T10:00:00+24:00',
      '2027-03-01T10:00:00+01:60',
      '2027-03-01T10:00:00+0100',
      '20270301T100000Z',
      '2027-03-01T10:00:00.Z',
      '+002027-03-01T10:00:00Z',
      '0001-01-01T00:00:00Z',
      '1969-12-31T23:59:59.999Z',
      '1970-01-01T00:00:00+14:00',
      '２０２７-03-01T10:00:00Z',
      1772000000,
      1772000000000,
      null,
    ].map((time): Case => [`${JSON.stringify(time)}`, withAttributes({ time }), 'INVALID_DATA', 'time must be']),
    ['24 h and 1 ms ahead', withAttributes({ time: '2027-03-03T00:00:00.001Z' }), 'FUTURE_EVENT'],
    ['2 days ahead', withAttributes({ time: '2027-03-04T00:00:00Z' }), 'FUTURE_EVENT'],
    [
      '2 days ahead by the clock, 23 hours by the zone',
      withAttributes({ time: '2027-03-03T13:00:00+14:00' }),
      'accepted',
    ],
    ['year 9999', withAttributes({ time: '9999-12-31T23:59:59Z' }), 'FUTURE_EVENT'],
    ['year 10000', withAttributes({ time: '10000-01-01T00:00:00Z' }), 'INVALID_DATA'],
    ['10 years ago', withAttributes({ time: '2017-03-01T10:00:00Z' }), 'accepted'],
    [
      'the future in an unknown currency',
      structured({ ...envelope, time: '9999-12-31T23:59:59Z', data: { ...purchase, currency: 'XXX' } }),
      'UNKNOWN_CURRENCY',
    ],
    ...['1990-02-28', '--02-29', '1988-02-29'].map((birthDate): Case => [
      `born ${birthDate}`,
      customer({ birthDate }),
      'accepted',
    ]),
    ...['1990-02-29', '--02-30', '28.02.1990', '1990-2-28', '02-28', ''].map((birthDate): Case => [
      `born ${birthDate}`,
      customer({ birthDate }),
      'INVALID_DATA',
      'data.birthDate',
    ]),
    [
      'registered on 30 February',
      customer({ registeredAt: '2027-02-30T00:00:00Z' }),
      'INVALID_DATA',
      'data.registeredAt',
    ],
  ],
};

describe.each(Object.entries(groups))('bad input, and what only looks bad: %s', (_group, cases) => {
  const named = cases.map(([title, given, expected, detail = '']) => ({ title, given, expected, detail }));
  it.each(named)('$expected: $title', ({ given, expected, detail }) => {
    const result = decode(given, { now: NOW });
    expect(result.ok ? 'accepted' : `${result.reason}: ${result.detail}`).toMatch(new RegExp(`^${expected}`));
    if (result.ok) return;
    expect(result.detail).toContain(detail);
    expect(result.detail).not.toBe('');
    expect(result.detail.length).toBeLessThanOrEqual(500);
    expect(result.detail).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
    expect(result.detail.isWellFormed()).toBe(true);
  });
});
