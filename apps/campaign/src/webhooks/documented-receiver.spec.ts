import { readFileSync } from 'node:fs';

import { newSecret, signedHeaders, type WebhookHeaders } from './sign.js';

type Verify = (headers: WebhookHeaders, body: Buffer, secret: string, now?: number) => unknown;

const page = readFileSync(new URL('../../../../docs/webhooks.md', import.meta.url), 'utf8');
const [, code = ''] = /```js\n([\s\S]*?)```/.exec(page) ?? [];

describe('the receiver in docs/webhooks.md', () => {
  const at = new Date('2027-03-01T10:00:00Z');
  const [secret, older] = [newSecret(), newSecret()];
  const body = '{"name":"Zoë"}';
  const bytes = Buffer.from(body);
  const headers = signedHeaders('m-1', at, body, [secret, older]);
  let verify: Verify;
  beforeAll(async () => {
    const example = (await import(`data:text/javascript,${encodeURIComponent(code)}`)) as { readonly verify: Verify };
    ({ verify } = example);
  });

  it('takes what was signed with its secret, during a change with the old one, too', () => {
    expect(verify(headers, bytes, secret, at.getTime())).toEqual({ name: 'Zoë' });
    expect(verify(headers, bytes, older, at.getTime())).toEqual({ name: 'Zoë' });
  });

  it('refuses another secret, id, timestamp, body or signature', () => {
    const now = at.getTime();
    expect(() => verify(headers, bytes, newSecret(), now)).toThrow('not signed');
    expect(() => verify(headers, Buffer.from('{"name":"Zoe"}'), secret, now)).toThrow('not signed');
    for (const changed of [
      { 'webhook-id': 'm-2' },
      { 'webhook-timestamp': String(now / 1000 + 1) },
      { 'webhook-signature': 'v1,' },
    ])
      expect(() => verify({ ...headers, ...changed }, bytes, secret, now)).toThrow('not signed');
  });

  it('refuses what is 5 minutes old, or has no time', () => {
    expect(verify(headers, bytes, secret, at.getTime() + 299_000)).toBeDefined();
    expect(() => verify(headers, bytes, secret, at.getTime() + 300_000)).toThrow('too old');
    expect(() => verify({ ...headers, 'webhook-timestamp': 'now' }, bytes, secret, at.getTime())).toThrow('too old');
  });
});
