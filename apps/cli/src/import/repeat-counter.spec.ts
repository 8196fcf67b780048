import { RepeatCounter } from './repeat-counter.js';

describe('RepeatCounter', () => {
  it('counts 0, 1, 2 for the same name, whatever comes between', () => {
    const counter = new RepeatCounter();
    expect(['a', 'b', 'a', 'c', 'a', 'b'].map((name) => counter.next(name))).toEqual([0, 0, 1, 0, 2, 1]);
    expect(counter.distinct).toBe(3);
  });

  it('keeps every count over several growths (200,000 names, each twice)', () => {
    const counter = new RepeatCounter();
    const wrong = { first: 0, second: 0 };
    for (let i = 0; i < 200_000; i += 1) wrong.first += counter.next(`name-${i}`) === 0 ? 0 : 1;
    for (let i = 0; i < 200_000; i += 1) wrong.second += counter.next(`name-${i}`) === 1 ? 0 : 1;
    expect(wrong).toEqual({ first: 0, second: 0 });
    expect(counter.distinct).toBe(200_000);
  });
});
