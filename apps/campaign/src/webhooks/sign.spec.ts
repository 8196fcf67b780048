import { newSecret, signedHeaders } from './sign.js';

// Of the libraries of the specification: https://github.com/standard-webhooks/standard-webhooks
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const MESSAGE = 'msg_p5jXN8AQM9LWM0D4loKWxJek';
const BODY = '{"test": 2432232314}';
const SIGNATURE = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=';

describe('the headers of a webhook', () => {
  it('are those of the Standard Webhooks libraries for the same secret, id, timestamp and body', () => {
    expect(signedHeaders(MESSAGE, new Date(1_614_265_330_000), BODY, [SECRET])).toEqual({
      'webhook-id': MESSAGE,
      'webhook-timestamp': '1614265330',
      'webhook-signature': SIGNATURE,
    });
  });

  it('have whole seconds: what is left over is cut off', () => {
    expect(signedHeaders(MESSAGE, new Date(1_614_265_330_999), BODY, [SECRET])['webhook-signature']).toBe(SIGNATURE);
  });

  it('have a signature for each secret, the one in use first, with a space between', () => {
    const other = newSecret();
    const headers = signedHeaders(MESSAGE, new Date(1_614_265_330_000), BODY, [other, SECRET]);
    const [first, second, ...more] = headers['webhook-signature'].split(' ');
    expect([second, more]).toEqual([SIGNATURE, []]);
    expect(first).toMatch(/^v1,[A-Za-z0-9+/]{43}=$/);
    expect(first).not.toBe(SIGNATURE);
  });

  it('sign the bytes of UTF-8', () => {
    const [at, body] = [new Date(0), '{"name":"Zoë 💍"}'];
    expect(signedHeaders('m', at, body, [SECRET])).not.toEqual(signedHeaders('m', at, '{"name":"Zo? ?"}', [SECRET]));
  });
});

describe('a secret', () => {
  it('is whsec_ and the base64 of 32 bytes, another one each time', () => {
    expect(newSecret()).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(newSecret()).not.toBe(newSecret());
  });
});
