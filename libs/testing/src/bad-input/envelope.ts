import { applied, quarantined, type Case } from './case.js';

export const envelope: readonly Case[] = [
  [
    'structured mode by content type',
    (m) =>
      m.structured(
        { ...m.envelope, data: m.purchase },
        { headers: { 'content-type': 'application/cloudevents+json; charset=UTF-8' } },
      ),
    applied(10),
  ],
  [
    'structured mode by content type in capitals',
    (m) =>
      m.structured(
        { ...m.envelope, data: m.purchase },
        { headers: { 'content-type': 'Application/CloudEvents+JSON' } },
      ),
    applied(10),
  ],
  ['neither mode', (m) => m.structured({ ...m.envelope, data: m.purchase }, { headers: undefined }), applied(10)],
  ['binary mode', (m) => m.binary({}), applied(10)],
  ['binary mode without a content type', (m) => m.binary({ 'content-type': undefined }), applied(10)],
  ['binary mode with headers as text', (m) => m.binary({ ce_id: 'e-2' }), applied(10)],
  [
    'a binary header twice, of which the last is right',
    (m) => m.binary({ ce_specversion: ['0.3', Buffer.from('1.0')] }),
    applied(10),
  ],
  [
    'a batch',
    (m) =>
      m.structured([{ ...m.envelope, data: m.purchase }], {
        headers: { 'content-type': 'application/cloudevents-batch+json' },
      }),
    quarantined('NOT_A_CLOUDEVENT'),
  ],
  ['a binary tombstone', (m) => m.binary({}, null), quarantined('NOT_A_CLOUDEVENT', 'tombstone')],
  [
    'binary mode with Avro',
    (m) => m.binary({ 'content-type': 'application/avro' }, Buffer.from([0, 1, 2])),
    quarantined('NOT_JSON'),
  ],
  [
    'binary mode without ce_id',
    (m) => m.binary({ ce_id: undefined }),
    quarantined('NOT_A_CLOUDEVENT', 'id is missing'),
  ],
  [
    'binary mode without ce_type',
    (m) => m.binary({ ce_type: undefined }),
    quarantined('NOT_A_CLOUDEVENT', 'type is missing'),
  ],
  [
    'a binary id that is not UTF-8',
    (m) => m.binary({ ce_id: Buffer.from([0xff, 0xfe]) }),
    quarantined('INVALID_DATA', 'id must be text'),
  ],
  [
    'binary mode whose subject is not the customer',
    (m) => m.binary({ ce_subject: m.otherId }),
    quarantined('INVALID_DATA', 'subject'),
  ],
  ['binary data that is an array', (m) => m.binary({}, '[]'), quarantined('INVALID_DATA', 'data: ')],
  [
    'header and body that disagree in structured mode: the body counts',
    (m) =>
      m.structured(
        { ...m.envelope, data: m.purchase },
        { headers: { 'content-type': 'application/cloudevents+json', ce_type: 'nonsense' } },
      ),
    applied(10),
  ],
  [
    '100 other headers',
    (m) => m.record(m.text, { headers: Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`h${n}`, 'x'])) }),
    applied(10),
  ],
  ['no id', (m) => m.withAttributes({ id: undefined }), quarantined('NOT_A_CLOUDEVENT', 'id is missing')],
  ['an id of null', (m) => m.withAttributes({ id: null }), quarantined('NOT_A_CLOUDEVENT', 'id is missing')],
  [
    'an id in other case',
    (m) => m.withAttributes({ id: undefined, ID: 'e-1' }),
    quarantined('NOT_A_CLOUDEVENT', 'id is missing'),
  ],
  ['an empty id', (m) => m.withAttributes({ id: '' }), quarantined('INVALID_DATA', 'id must be')],
  ['an id of 10 kB', (m) => m.withAttributes({ id: 'x'.repeat(10_000) }), quarantined('INVALID_DATA', 'id must be')],
  ['an id of 255 characters', (m) => m.withAttributes({ id: 'x'.repeat(255) }), applied(10)],
  ['an id of 255 emoji', (m) => m.withAttributes({ id: '😀'.repeat(255) }), applied(10)],
  [
    'an id of 256 characters',
    (m) => m.withAttributes({ id: 'x'.repeat(256) }),
    quarantined('INVALID_DATA', 'id must be'),
  ],
  ['a number as id', (m) => m.withAttributes({ id: 5 }), quarantined('INVALID_DATA', 'id must be')],
  ['an object as id', (m) => m.withAttributes({ id: { $oid: 1 } }), quarantined('INVALID_DATA', 'id must be')],
  ['a line break in an id', (m) => m.withAttributes({ id: 'a\r\nb' }), quarantined('INVALID_DATA', 'id must be')],
  [
    'an escape sequence in an id',
    (m) => m.withAttributes({ id: 'a\u001b[31m' }),
    quarantined('INVALID_DATA', 'id must be'),
  ],
  [
    'a C1 control character in an id',
    (m) => m.withAttributes({ id: 'a\u0085' }),
    quarantined('INVALID_DATA', 'id must be'),
  ],
  ['a trailing space in an id', (m) => m.withAttributes({ id: 'e-1 ' }), applied(10)],
  ['a zero-width space in an id', (m) => m.withAttributes({ id: 'e\u200b1' }), applied(10)],
  ['a right-to-left override in an id', (m) => m.withAttributes({ id: 'e\u202e1' }), applied(10)],
  ['no source', (m) => m.withAttributes({ source: undefined }), quarantined('NOT_A_CLOUDEVENT', 'source is missing')],
  ['an empty source', (m) => m.withAttributes({ source: '' }), quarantined('INVALID_DATA', 'source must be')],
  ['no type', (m) => m.withAttributes({ type: undefined }), quarantined('NOT_A_CLOUDEVENT', 'type is missing')],
  ['an empty type', (m) => m.withAttributes({ type: '' }), quarantined('UNKNOWN_TYPE')],
  ['an unknown type', (m) => m.withAttributes({ type: 'commerce.basket.abandoned.v1' }), quarantined('UNKNOWN_TYPE')],
  ['a number as type', (m) => m.withAttributes({ type: 1 }), quarantined('UNKNOWN_TYPE')],
  ['__proto__ as type', (m) => m.withAttributes({ type: '__proto__' }), quarantined('UNKNOWN_TYPE')],
  ['constructor as type', (m) => m.withAttributes({ type: 'constructor' }), quarantined('UNKNOWN_TYPE')],
  [
    'a type with control characters',
    (m) => m.withAttributes({ type: 'a\u0000\u001b[31m\ud800' }),
    quarantined('UNKNOWN_TYPE'),
  ],
  [
    'a type without its version',
    (m) => m.withAttributes({ type: 'commerce.purchase.completed' }),
    quarantined('UNKNOWN_TYPE', 'did you mean commerce.purchase.completed.v1?'),
  ],
  [
    'version 0 of a type',
    (m) => m.withAttributes({ type: 'commerce.purchase.completed.v0' }),
    quarantined('UNSUPPORTED_VERSION'),
  ],
  [
    'version 999 of a type',
    (m) => m.withAttributes({ type: 'commerce.purchase.completed.v999' }),
    quarantined('UNSUPPORTED_VERSION'),
  ],
  [
    'no specversion',
    (m) => m.withAttributes({ specversion: undefined }),
    quarantined('NOT_A_CLOUDEVENT', 'specversion is missing'),
  ],
  [
    'specversion 0.3',
    (m) => m.withAttributes({ specversion: '0.3' }),
    quarantined('UNSUPPORTED_VERSION', 'specversion'),
  ],
  [
    'another event’s topic',
    (m) => m.record(m.text, { topic: 'commerce.review' }),
    quarantined('WRONG_TOPIC', 'commerce.purchase'),
  ],
  [
    'one of our own events on an input topic',
    (m) => m.withAttributes({ type: 'loyalty.reward.issued.v1' }),
    quarantined('WRONG_TOPIC', 'loyalty.reward-issued'),
  ],
  [
    'an object as correlationid',
    (m) => m.withAttributes({ correlationid: {} }),
    quarantined('INVALID_DATA', 'correlationid'),
  ],
  [
    'NUL in traceparent',
    (m) => m.withAttributes({ traceparent: 'a\u0000' }),
    quarantined('INVALID_DATA', 'traceparent'),
  ],
  [
    'extension attributes we do not know',
    (m) => m.withAttributes({ partitionkey: m.customerId, sequence: '7' }),
    applied(10),
  ],
  ['no data', (m) => m.structured({ ...m.envelope }), quarantined('INVALID_DATA', 'data: ')],
  [
    'data as text',
    (m) => m.structured({ ...m.envelope, data: JSON.stringify(m.purchase) }),
    quarantined('INVALID_DATA', 'data: '),
  ],
  [
    'data in base64',
    (m) => m.structured({ ...m.envelope, data_base64: Buffer.from(JSON.stringify(m.purchase)).toString('base64') }),
    quarantined('INVALID_DATA', 'data: '),
  ],
  ['__proto__ in data', (m) => m.withLiteral('__proto__', '{"customerId":"c-9"}'), applied(10)],
];
