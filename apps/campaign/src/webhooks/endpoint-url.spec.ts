import { mayConnect, refusalOf } from './endpoint-url.js';

const refusal = (text: string, loopback = false) => refusalOf(new URL(text), { loopback });

describe('the url of an endpoint', () => {
  it.each([
    'https://shop.example/loyalty',
    'https://shop.example:8443/?a=b',
    'https://1.1.1.1/',
    'https://[2606:4700::1111]/',
  ])('may be %s', (text) => expect(refusal(text)).toBeUndefined());

  it.each([
    'https://127.0.0.1/',
    'https://127.1/',
    'https://2130706433/',
    'https://0x7f000001/',
    'https://0x7f.1/',
    'https://0177.0.0.1/',
    'https://017700000001/',
    'https://127.0.0.1./',
    'https://%31%32%37.0.0.1/',
    'https://１２７.0.0.1/',
    'https://127。0。0。1/',
    'https://0/',
    'https://169.254.169.254/latest/meta-data',
    'https://0xa9fea9fe/',
    'https://10.1/',
    'https://[::1]/',
    'https://[0:0:0:0:0:0:0:1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::ffff:7f00:1]/',
    'https://[64:ff9b::7f00:1]/',
    'https://[fd00::1]/',
    'https://localhost/',
    'https://LOCALHOST./',
    'https://a.localhost/',
  ])('may not be %s, which is outside the public internet', (text) => {
    expect(refusal(text)).toBe('must not name an address outside the public internet');
  });

  it.each(['http://shop.example/', 'http://127.0.0.1/', 'ftp://shop.example/', 'file:///etc/passwd', 'javascript:0'])(
    'may not be %s: only https',
    (text) => expect(refusal(text)).toBe('must begin with https://'),
  );

  it('has neither user, password nor fragment', () => {
    expect(refusal('https://user@shop.example/')).toMatch(/user/);
    expect(refusal('https://:secret@shop.example/')).toMatch(/password/);
    expect(refusal('https://shop.example/#there')).toMatch(/fragment/);
  });

  describe('where a setting lets webhooks reach this machine', () => {
    it.each(['http://127.0.0.1:8080/', 'http://localhost:1/', 'http://[::1]/', 'https://127.0.0.1/'])(
      'may be %s',
      (text) => expect(refusal(text, true)).toBeUndefined(),
    );
    it.each([
      'http://shop.example/',
      'http://10.0.0.1/',
      'http://1.1.1.1/',
      'http://localhost.example/',
      'https://10.0.0.1/',
    ])('still may not be %s', (text) => expect(refusal(text, true)).toBeDefined());
  });
});

describe('what may be connected to', () => {
  it.each([
    ['https://shop.example', '1.1.1.1', false, true],
    ['https://shop.example', '127.0.0.1', false, false],
    ['https://shop.example', '127.0.0.1', true, true],
    ['https://shop.example', '10.0.0.1', true, false],
    ['http://localhost', '1.1.1.1', true, false],
    ['http://localhost', '127.0.0.1', false, false],
    ['http://localhost', '127.0.0.1', true, true],
  ])('for %s at %s, this machine allowed: %s, is %s', (url, address, loopback, may) => {
    expect(mayConnect(new URL(url), address, { loopback })).toBe(may);
  });
});
