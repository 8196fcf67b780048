import { within } from './within.js';

describe('work within a time', () => {
  it('gives its result, or fails as it does', async () => {
    expect(await within(1_000, Promise.resolve(7), () => 'late')).toBe(7);
    await expect(within(1_000, Promise.reject(new Error('broken')), () => 'late')).rejects.toThrow('broken');
  });

  it('fails with what is told when it takes longer', async () => {
    await expect(within(10, new Promise(() => undefined), () => 'still 3 left')).rejects.toThrow('still 3 left');
  });
});
