import type { ChoiceCount } from '../queries/count-choices.js';
import { measureOptions } from './measure-options.js';

const count = (option: string, n: number, changes: Partial<ChoiceCount> = {}): ChoiceCount => ({
  ...{ option, n, propensity: 0.5, eligible: ['five', 'ten'], state: 'expired', over: true },
  ...changes,
});

describe('what each of several offers came to', () => {
  it('counts what was made, redeemed, has expired and is open, and tells of one that is in the document no more', () => {
    const counts = [
      ...[count('ten', 3, { state: 'redeemed' }), count('ten', 4), count('ten', 5, { state: 'open', over: false })],
      count('gone', 1),
    ];
    expect(measureOptions(['five', 'ten'], counts)).toMatchObject([
      { option: 'five', made: 0, redeemed: 0, expired: 0, open: 0 },
      { option: 'ten', made: 12, redeemed: 3, expired: 4, open: 5 },
      { option: 'gone', made: 1, redeemed: 0, expired: 1, open: 0 },
    ]);
  });

  it('says what one alone would have come to: 30 of 200 where both were made alike', () => {
    const counts = [
      ...[count('ten', 30, { state: 'redeemed' }), count('ten', 170)],
      ...[count('five', 20, { state: 'redeemed' }), count('five', 180)],
    ];
    const [five, ten] = measureOptions(['five', 'ten'], counts);
    expect(ten?.always).toMatchObject({
      ...{ estimated: true, decisions: 400, effectiveDecisions: 200, meanWeight: { value: 1 } },
      ...{ ips: { value: 0.15 }, snips: { value: 0.15 }, directMethod: expect.closeTo(31 / 202, 12) },
    });
    expect(ten?.always).toHaveProperty('doublyRobust.value', expect.closeTo(0.15, 12));
    expect(five?.always).toMatchObject({ snips: { value: 0.1 } });
  });

  it('weighs decisions by how likely they were, so that whom the policy preferred does not matter', () => {
    const likely = { propensity: 0.9 };
    const counts = [
      ...[count('ten', 90, { state: 'redeemed', ...likely }), count('ten', 810, likely)],
      ...[count('five', 20, { state: 'redeemed', propensity: 0.1 }), count('five', 80, { propensity: 0.1 })],
    ];
    const [five, ten] = measureOptions(['five', 'ten'], counts);
    expect(ten?.always).toMatchObject({ ips: { value: expect.closeTo(0.1, 12) } });
    expect(five?.always).toMatchObject({ ips: { value: expect.closeTo(0.2, 12) }, effectiveDecisions: 100 });
  });

  it('leaves out what is not over, redeemed or not, and where the offer was not eligible', () => {
    const counts = [
      ...[count('ten', 200), count('ten', 50, { state: 'redeemed', over: false })],
      count('five', 90, { eligible: ['five'], propensity: 1, state: 'redeemed' }),
    ];
    expect(measureOptions(['five', 'ten'], counts)[1]?.always).toMatchObject({ decisions: 200, ips: { value: 0 } });
  });

  it('says the same of 60 million decisions as of 6,000, from as many counts: no decision is a row of its own', () => {
    const counts = (n: number) => [
      ...[count('ten', 2 * n, { state: 'redeemed' }), count('ten', n), count('five', n, { state: 'redeemed' })],
      count('five', 2 * n),
    ];
    const [few, many] = [1_000, 10_000_000].map((n) => measureOptions(['five', 'ten'], counts(n))[1]?.always);
    expect(counts(10_000_000)).toHaveLength(4);
    expect(few).toMatchObject({ estimated: true, decisions: 6_000, snips: { value: expect.closeTo(2 / 3, 12) } });
    expect(many).toMatchObject({ estimated: true, decisions: 60_000_000, snips: { value: expect.closeTo(2 / 3, 12) } });
  });

  it('refuses in words where fewer than 100, or 1 %, tell of it', () => {
    const [five] = measureOptions(['five', 'ten'], [count('five', 99), count('ten', 99)]);
    expect(five?.always).toMatchObject({
      ...{ estimated: false, reason: 'too-few-effective' },
      detail: '198 decisions tell as much of the other policy as 99.0 of its own would; 100 are needed',
    });
  });
});
