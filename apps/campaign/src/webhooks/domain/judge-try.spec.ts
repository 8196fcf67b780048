import fc from 'fast-check';

import { judgeTry, type Try } from './judge-try.js';

const AT = Date.parse('2027-03-01T10:00:00Z');
const judged = (outcome: Try, failedBefore = 0, chance = 0.5) => judgeTry(outcome, { failedBefore, at: AT, chance });

describe('after a try', () => {
  it.each([200, 202, 204, 299])('%d is success', (status) => {
    expect(judged({ status })).toEqual({ state: 'delivered', gone: false });
  });

  it.each([199, 300, 301, 302, 307, 400, 404, 500])('%d is none, and 5 s are waited', (status) => {
    expect(judged({ status })).toEqual({
      state: 'pending',
      failure: 'NOT_ACCEPTED',
      nextTryAt: AT + 5_000,
      gone: false,
    });
  });

  it('waits 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h and 24 h, and gives up after the tenth try', () => {
    const waits = Array.from({ length: 10 }, (_, failedBefore) => {
      const { state, nextTryAt } = judged({ failure: 'TIMED_OUT' }, failedBefore);
      return nextTryAt === undefined ? state : (nextTryAt - AT) / 60_000;
    });
    expect(waits).toEqual([5 / 60, 5, 30, 120, 300, 600, 840, 1_200, 1_440, 'dead']);
  });

  it('lets chance make a wait a fifth shorter or longer, and no more', () => {
    fc.assert(
      fc.property(fc.nat(8), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (failedBefore, chance) => {
        const usual = judged({ status: 500 }, failedBefore).nextTryAt! - AT;
        const wait = judged({ status: 500 }, failedBefore, chance).nextTryAt! - AT;
        expect(wait).toBeGreaterThanOrEqual(Math.floor(usual * 0.8));
        expect(wait).toBeLessThanOrEqual(Math.ceil(usual * 1.2));
      }),
    );
    expect(judged({ status: 500 }, 0, 0).nextTryAt).toBe(AT + 4_000);
  });

  it.each([
    ['seconds', '90', 90],
    ['an HTTP date', 'Mon, 01 Mar 2027 10:02:00 GMT', 120],
    ['more than an hour', '999999', 3_600],
    ['more digits than there are numbers for', '9'.repeat(400), 3_600],
  ])('of 429 and 503, Retry-After pauses the endpoint: %s', (_title, retryAfter, seconds) => {
    for (const status of [429, 503]) {
      const { pausedUntil, nextTryAt } = judged({ status, retryAfter });
      expect([pausedUntil, nextTryAt]).toEqual([AT + seconds * 1_000, AT + seconds * 1_000]);
    }
  });

  it.each(['', '-5', '1.5', 'soon', 'Mon, 01 Mar 2027 09:59:00 GMT', '0'])(
    'a Retry-After of "%s" pauses nothing',
    (text) => {
      expect(judged({ status: 429, retryAfter: text })).toMatchObject({ nextTryAt: AT + 5_000 });
      expect(judged({ status: 429, retryAfter: text }).pausedUntil).toBeUndefined();
    },
  );

  it('never comes back before the wait of the schedule, whatever Retry-After says', () => {
    expect(judged({ status: 503, retryAfter: '10' }, 1).nextTryAt).toBe(AT + 300_000);
  });

  it('a Retry-After of another status counts for nothing', () => {
    expect(judged({ status: 500, retryAfter: '90' }).pausedUntil).toBeUndefined();
  });

  it('410 says that the receiver is gone; the delivery is kept like any that failed', () => {
    expect(judged({ status: 410 })).toMatchObject({ state: 'pending', gone: true });
    expect(judged({ status: 404 }).gone).toBe(false);
  });
});
