import { applied, parked, quarantined, type Case } from './case.js';

/** Whose an event is: key, subject and the customer it names. */
export const subject: readonly Case[] = [
  ['no key', (m) => m.record(m.text, { key: null }), applied(10)],
  ['an empty key', (m) => m.record(m.text, { key: Buffer.alloc(0) }), applied(10)],
  ['a key other than the subject', (m) => m.record(m.text, { key: Buffer.from(m.otherId) }), applied(10)],
  [
    'no subject beside a customer id',
    (m) => m.withAttributes({ subject: undefined }),
    quarantined('INVALID_DATA', 'subject must equal data.customerId'),
  ],
  [
    'a subject beside no customer id',
    (m) => m.withData({ customerId: undefined }),
    quarantined('INVALID_DATA', 'subject must equal data.customerId'),
  ],
  [
    'another subject than the customer id',
    (m) => m.withAttributes({ subject: m.otherId }),
    (m) => quarantined('INVALID_DATA', `"${m.otherId}" is not "${m.customerId}"`),
  ],
  [
    'a subject in another Unicode form',
    (m) => m.structured({ ...m.envelope, subject: 'e\u0301', data: { ...m.purchase, customerId: '\u00e9' } }),
    quarantined('INVALID_DATA', 'subject'),
  ],
  ['a number as subject', (m) => m.withAttributes({ subject: 1 }), quarantined('INVALID_DATA', 'subject')],
  [
    'a guest order',
    (m) => m.structured({ ...m.envelope, subject: undefined, data: { ...m.purchase, customerId: undefined } }),
    applied(0),
  ],
  ['a return without a customer', (m) => m.returned(), (m) => parked(`order:${m.orderId}`)],
  [
    'a return with a subject alone',
    (m) => m.returned({}, { subject: m.customerId }),
    quarantined('INVALID_DATA', 'subject'),
  ],
  ['a merge whose subject is the record that goes', (m) => m.merged(), applied(0)],
  [
    'a merge whose subject is the record that stays',
    (m) => m.merged({}, { subject: m.customerId }),
    quarantined('INVALID_DATA', 'data.fromCustomerId'),
  ],
  ['a referral whose subject is the referrer', (m) => m.referred(), applied(0)],
  [
    'a referral whose subject is the referee',
    (m) => m.referred({}, { subject: m.otherId }),
    quarantined('INVALID_DATA', 'data.referrerId'),
  ],
  ['an anonymous survey answer', (m) => m.survey({ survey: 'nps', score: 9 }), applied(0)],
];
