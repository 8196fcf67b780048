import type { LookupAddress } from 'node:dns';

import { postWebhook, type PostOptions } from './post-webhook.js';
import { Receiver, type Answer } from './receiver.fixture.js';
import { newSecret, signedHeaders } from './sign.js';

const message = { headers: signedHeaders('m-1', new Date(0), '{"a":"ö"}', [newSecret()]), body: '{"a":"ö"}' };

describe('a webhook on its way', () => {
  let receiver: Receiver;
  const started: Receiver[] = [];
  const start = async (answer?: Answer): Promise<Receiver> => {
    const one = await Receiver.start(answer);
    started.push(one);
    return one;
  };
  beforeEach(async () => {
    receiver = await start();
  });
  afterEach(async () => {
    for (const one of started.splice(0)) await one.stop();
  });

  const options: PostOptions = { reach: { loopback: true }, timeoutMs: 20_000, stop: new AbortController().signal };
  const post = (url: string, changes: Partial<PostOptions> = {}) =>
    postWebhook(url, message, { ...options, ...changes });
  const named =
    (...addresses: string[]) =>
    (_name: string, answer: (error: null, found: LookupAddress[]) => void) =>
      answer(
        null,
        addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      );

  it('is a POST of the body as it was signed, with the headers of the specification', async () => {
    expect(await post(receiver.url('/in?shop=1'))).toEqual({ status: 204, response: '' });
    expect(receiver.received).toMatchObject([
      {
        method: 'POST',
        path: '/in?shop=1',
        body: message.body,
        headers: {
          ...message.headers,
          'content-type': 'application/cloudevents+json; charset=UTF-8',
          'content-length': '10',
        },
      },
    ]);
  });

  it('goes to nobody where the url is an address outside the public internet', async () => {
    expect(await post(receiver.url(), { reach: { loopback: false } })).toEqual({ failure: 'ADDRESS_REFUSED' });
    expect(await post('https://[::ffff:169.254.169.254]/')).toEqual({ failure: 'ADDRESS_REFUSED' });
    expect(receiver.received).toEqual([]);
  });

  it.each([
    ['a private one', ['10.0.0.1']],
    ['a public one and a private one', ['1.1.1.1', '192.168.0.1']],
    ['this machine', ['127.0.0.1']],
    ['a mapped one', ['::ffff:127.0.0.1']],
  ])('goes to nobody where the name stands for %s', async (_title, addresses) => {
    const reach = { loopback: false };
    expect(await post('https://hooks.example/', { reach, resolve: named(...addresses) })).toEqual({
      failure: 'ADDRESS_REFUSED',
    });
  });

  it('goes to the address that was judged: the name is asked once, and cannot mean another one at the connection', async () => {
    let asked = 0;
    const resolve: PostOptions['resolve'] = (name, answer) => {
      asked += 1;
      named(asked === 1 ? '127.0.0.1' : '10.0.0.1')(name, answer);
    };
    expect(await post(`http://hooks.example:${receiver.port}/`, { resolve })).toMatchObject({ status: 204 });
    expect(asked).toBe(1);
    expect(receiver.received[0]?.headers.host).toBe(`hooks.example:${receiver.port}`);
  });

  it('follows no redirect', async () => {
    const trap = await start();
    receiver.answer = (_request, response) => void response.writeHead(307, { location: trap.url() }).end();
    expect(await post(receiver.url())).toMatchObject({ status: 307 });
    expect(trap.received).toEqual([]);
  });

  it('asks no proxy', async () => {
    const proxy = await start();
    const names = ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY', 'NODE_USE_ENV_PROXY'];
    const before = names.map((name) => process.env[name]);
    for (const name of names) process.env[name] = name.startsWith('NODE') ? '1' : proxy.url();
    try {
      expect(await post(receiver.url())).toMatchObject({ status: 204 });
    } finally {
      for (const [index, name] of names.entries()) {
        const value = before[index];
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
    }
    expect([receiver.received.length, proxy.received.length]).toEqual([1, 0]);
  });

  it('has of an answer its status, Retry-After and the first 1,024 bytes, with nothing that cannot be stored', async () => {
    receiver.answer = (_request, response) =>
      void response.writeHead(503, { 'retry-after': '7' }).end(`\u0000\u001b[31m${'x'.repeat(2_000)}`);
    const answered = await post(receiver.url());
    expect(answered).toMatchObject({ status: 503, retryAfter: '7' });
    expect(answered?.response).toBe(`\ufffd\ufffd[31m${'x'.repeat(1_018)}`);
  });

  it('reads 64 KiB of an answer that never ends, and takes its status', async () => {
    let written = 0;
    receiver.answer = (_request, response) => {
      const chunk = Buffer.alloc(16_384, 'y');
      const more = () => {
        do written += chunk.length;
        while (!response.destroyed && response.write(chunk));
      };
      response.writeHead(200).on('drain', more);
      more();
    };
    expect(await post(receiver.url(), { timeoutMs: 2_000 })).toMatchObject({ status: 200 });
    // What lies in the buffers between the two comes on top.
    expect(written).toBeLessThan(16 * 1_048_576);
  });

  it('counts as answered when the status came and the rest did not', async () => {
    receiver.answer = (_request, response) => {
      response.writeHead(202, { 'content-length': '100' });
      response.write('only a part');
      setImmediate(() => response.destroy());
    };
    expect(await post(receiver.url())).toEqual({ status: 202, response: 'only a part' });
  });

  it.each<[string, string, Answer]>([
    ['is late', 'TIMED_OUT', () => {}],
    ['hangs up', 'CONNECTION_FAILED', (_request, response) => response.destroy()],
  ])('fails where the receiver %s: %s', async (_title, failure, answer) => {
    receiver.answer = answer;
    expect(await post(receiver.url(), { timeoutMs: failure === 'TIMED_OUT' ? 50 : 20_000 })).toEqual({ failure });
  });

  it('fails where nobody listens, the name is unknown, or no TLS is spoken', async () => {
    const { port } = receiver;
    expect(await post(`https://127.0.0.1:${port}/`)).toEqual({ failure: 'CONNECTION_FAILED' });
    await receiver.stop();
    expect(await post(`http://127.0.0.1:${port}/`)).toEqual({ failure: 'CONNECTION_FAILED' });
    const resolve: PostOptions['resolve'] = (_name, answer) =>
      answer(Object.assign(new Error('unknown'), { code: 'ENOTFOUND' }), []);
    expect(await post('https://hooks.example/', { resolve })).toEqual({ failure: 'HOST_UNKNOWN' });
    expect(await post('https://hooks.example/', { resolve: named() })).toEqual({ failure: 'HOST_UNKNOWN' });
  });

  it('is given up when the service stops, before or while it is sent', async () => {
    const stopping = new AbortController();
    receiver.answer = () => stopping.abort();
    expect(await post(receiver.url(), { stop: stopping.signal })).toBeUndefined();
    expect(await post(receiver.url(), { stop: stopping.signal })).toBeUndefined();
    expect(receiver.received).toHaveLength(1);
  });
});
