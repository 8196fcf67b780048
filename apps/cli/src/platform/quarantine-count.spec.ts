import { QuarantineCount } from './quarantine-count.js';

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
