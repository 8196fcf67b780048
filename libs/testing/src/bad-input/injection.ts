import { applied, quarantined, type Case } from './case.js';

/** Text that means something to an interpreter, and nothing to us. */
const HOSTILE = {
  SQL: `'; drop table balance; --`,
  'SQL in a dollar quote': `$$; delete from fact; $$`,
  'SQL wildcards': `%_\\`,
  'a script': `<script>alert(document.cookie)</script>`,
  'a template': `{{constructor.constructor('return process')()}}`,
  'an interpolation': '${process.exit(1)}',
  'a lookup of a logger': '${jndi:ldap://127.0.0.1/a}',
  'a formula': `=cmd|' /C calc'!A0`,
  'a path': '../../../../etc/passwd',
  'an address of cloud metadata': 'http://169.254.169.254/latest/meta-data/',
  'a query of a document store': '{"$gt":""}',
  'an XML entity': '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>&e;',
  'a shell': '$(touch /tmp/pwned); `id`',
  'an encoded NUL': '%00%0d%0aSet-Cookie:%20a=b',
  'the prototype': '__proto__',
  'the constructor': 'constructor',
  'a text for slow patterns': `${'a'.repeat(200)}!`,
} as const;

/** Line ends and terminal sequences: never in an id, which stands in logs, headers and on screens. */
const CONTROLS = {
  'a forged line of a log': 'o-1\n{"level":"error","message":"forged"}',
  'a header in an id': 'o-1\r\nSet-Cookie: a=b',
  'a terminal sequence': '\u001b]0;owned\u0007',
} as const;

export const injection: readonly Case[] = [
  ...Object.entries(HOSTILE).flatMap(([what, text]): Case[] => [
    [`${what} as an order`, (m) => m.withData({ orderId: text }), applied(10)],
    [
      `${what} as a customer`,
      (m) => m.structured({ ...m.envelope, subject: text, data: { ...m.purchase, customerId: text } }, { key: text }),
      applied(10, text),
    ],
    [`${what} as an event's id`, (m) => m.withAttributes({ id: text }), applied(10)],
  ]),
  ...Object.entries(HOSTILE).map(([what, text]): Case => [
    `${what} as a type`,
    (m) => m.withAttributes({ type: text }),
    quarantined('UNKNOWN_TYPE'),
  ]),
  ...Object.entries(CONTROLS).flatMap(([what, text]): Case[] => [
    [`${what} as an order`, (m) => m.withData({ orderId: text }), quarantined('INVALID_DATA', 'data.orderId')],
    [`${what} as a type`, (m) => m.withAttributes({ type: text }), quarantined('UNKNOWN_TYPE')],
    [`${what} as a reason of a return`, (m) => m.returned({ reason: text }), applied(10), (m) => [m.withData({})]],
  ]),
  [
    '100 kB for slow patterns as a reason of a return',
    (m) => m.returned({ reason: `${'a'.repeat(100_000)}!` }),
    applied(10),
    (m) => [m.withData({})],
  ],
  ['a prototype in an event', (m) => m.record(m.text.replace('{', '{"__proto__":{"isAdmin":true},')), applied(10)],
  ['a prototype in its data', (m) => m.withLiteral('__proto__', '{"customerId":"c-9","totalMinor":1}'), applied(10)],
  ['a constructor in its data', (m) => m.withLiteral('constructor', '{"prototype":{"isAdmin":true}}'), applied(10)],
];
