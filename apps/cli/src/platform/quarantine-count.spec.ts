import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { countQuarantined, followQuarantines, QuarantineCount } from './quarantine-count.js';

describe('QuarantineCount', () => {
  const record = (offset: number) => ({ topic: 'commerce.purchase', partition: 0, offset });

  it('counts a record once that two services refused, over pages', async () => {
    const pages: Record<string, unknown[]> = {
      a: [
        { items: [record(1), record(2)], nextCursor: '2' },
        { items: [record(3)], nextCursor: null },
      ],
      b: [{ items: [record(2), record(3), record(4)], nextCursor: null }],
    };
    const asked: string[] = [];
    const get = async (url: string): Promise<never> => {
      asked.push(url);
      return pages[url.slice(0, 1)]?.shift() as never;
    };
    const count = new QuarantineCount();
    await count.follow('a', get);
    await count.follow('b', get);
    expect(count.size).toBe(4);
    expect(asked).toEqual([
      'a/v1/quarantine?limit=200',
      'a/v1/quarantine?limit=200&cursor=2',
      'b/v1/quarantine?limit=200',
    ]);
  });

  it('goes on where the last full page ended', async () => {
    const answers = [
      { items: [record(1)], nextCursor: '1' },
      { items: [record(2)], nextCursor: null },
      { items: [record(2), record(3)], nextCursor: null },
    ];
    const asked: string[] = [];
    const get = async (url: string): Promise<never> => {
      asked.push(url);
      return answers.shift() as never;
    };
    const count = new QuarantineCount();
    await count.follow('a', get);
    await count.follow('a', get);
    expect(asked.at(-1)).toBe('a/v1/quarantine?limit=200&cursor=1');
    expect(count.size).toBe(3);
  });
});

describe('a service that does not answer', () => {
  const page = { items: [{ topic: 'commerce.purchase', partition: 0, offset: 1 }], nextCursor: null };
  const server = createServer((_, answer) => answer.end(JSON.stringify(page))).listen(0, '127.0.0.1');
  beforeAll(() => server.listening || new Promise((resolve) => server.once('listening', resolve)));
  afterAll(() => server.close());
  const urls = () => [`http://127.0.0.1:${(server.address() as AddressInfo).port}`, 'http://127.0.0.1:1'];

  it('fails the count of an import, which would be too low without it', async () => {
    expect(await countQuarantined(urls().slice(0, 1))).toBe(1);
    await expect(countQuarantined(urls())).rejects.toThrow();
  });

  it('leaves the count of the ticker at what the others say', async () => {
    const count = new QuarantineCount();
    await followQuarantines(count, urls());
    expect(count.size).toBe(1);
  });
});
