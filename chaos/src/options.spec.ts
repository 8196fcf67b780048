import { readOptions, WrongOptions } from './options.js';

describe('the options of a run', () => {
  it('are 50 kills in 10 minutes with a drawn seed unless told otherwise', () => {
    expect(readOptions([], () => 3)).toEqual({
      ...{ seed: 3, kills: 50, minutes: 10, programme: 'jeweller', json: false, keep: false },
    });
    const told = ['--seed', '42', '--kills', '3', '--minutes', '0.5', '--programme', 'travel-club', '--json'];
    expect(readOptions(told, () => 3)).toMatchObject({
      seed: 42,
      kills: 3,
      minutes: 0.5,
      programme: 'travel-club',
      json: true,
    });
  });

  it.each([
    [['--seed', 'x'], /--seed must be a whole number/],
    [['--kills', '-1'], /kills/],
    [['--minutes', '0'], /--minutes must be above 0/],
    [['--programme', 'airline'], /--programme must be jeweller or travel-club/],
    [['--speed', '1'], /--speed/],
  ])('%j are refused in words', (args, words) => {
    expect(() => readOptions(args, () => 3)).toThrow(WrongOptions);
    expect(() => readOptions(args, () => 3)).toThrow(words);
  });
});
