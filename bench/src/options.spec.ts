import { benchmarkNames, readOptions } from './options.js';

describe('the options of npm run bench', () => {
  it('run all, in quick form a part and say which are left out, and with --only what is named, quick or not', () => {
    expect(readOptions([])).toMatchObject({ quick: false, only: benchmarkNames, leftOut: [] });
    const quick = readOptions(['--quick']);
    expect([...quick.only, ...quick.leftOut].toSorted()).toEqual([...benchmarkNames].toSorted());
    expect(quick.leftOut).toContain('c');
    expect(readOptions(['--quick', '--only', 'c, a2'])).toMatchObject({ only: ['c', 'a2'], leftOut: [] });
  });

  it('refuse a benchmark there is none of, naming those there are', () => {
    expect(() => readOptions(['--only', 'a,z'])).toThrow(/there is no benchmark "z": a, a2, poison/);
  });
});
