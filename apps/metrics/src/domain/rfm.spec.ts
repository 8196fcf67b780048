import type { PurchaseDays } from './purchase-history.js';
import { rfmBounds, rfmScores, segmentOf, SEGMENTS } from './rfm.js';

const TODAY = 1000;
const history = (purchaseDays: number, daysAgo: number, totalMinor: number): PurchaseDays => ({
  ...{ purchaseDays, firstDay: 0, lastDay: TODAY - daysAgo },
  ...{ firstDayMinor: 0n, totalMinor: BigInt(totalMinor) },
});

describe('recency, frequency and money', () => {
  it('part ten different customers into fifths of two, 5 for the newest, the most frequent and the best', () => {
    const customers = Array.from({ length: 10 }, (_, i) => history(i + 1, i, (i + 1) * (i + 1) * 100));
    const bounds = rfmBounds(customers, TODAY);
    const scores = customers.map((customer) => rfmScores(customer, bounds, TODAY));
    expect(scores.map(({ frequency }) => frequency)).toEqual([1, 1, 2, 2, 3, 3, 4, 4, 5, 5]);
    expect(scores.map(({ monetary }) => monetary)).toEqual([1, 1, 2, 2, 3, 3, 4, 4, 5, 5]);
    expect(scores.map(({ recency }) => recency)).toEqual([5, 5, 4, 4, 3, 3, 2, 2, 1, 1]);
  });

  it('give all who bought once the lowest frequency, where they are most', () => {
    const customers = [
      ...Array.from({ length: 8 }, () => history(1, 10, 100)),
      history(2, 10, 200),
      history(9, 10, 900),
    ];
    const bounds = rfmBounds(customers, TODAY);
    const frequencies = customers.map((customer) => rfmScores(customer, bounds, TODAY).frequency);
    expect(frequencies).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 5, 5]);
  });

  it('of a purchase that lies ahead are those of today', () => {
    const bounds = { recency: [0, 1, 2, 3], frequency: [1, 2, 3, 4], monetary: [1, 2, 3, 4] };
    expect(rfmScores(history(1, -1, 1), bounds, TODAY).recency).toBe(5);
  });
});

describe('a segment', () => {
  const scores = (recency: number, frequency: number, monetary = frequency) => ({ recency, frequency, monetary });

  it.each([
    ['champions', 5, 5],
    ['new', 5, 1],
    ['promising', 4, 1],
    ['potential-loyalist', 4, 3],
    ['loyal', 3, 4],
    ['needs-attention', 3, 3],
    ['about-to-sleep', 3, 2],
    ['at-risk', 2, 3],
    ['cant-lose-them', 1, 5],
    ['hibernating', 2, 2],
    ['lost', 1, 1],
  ])('is %s for recency %d and %d of frequency and money', (segment, recency, others) => {
    expect(segmentOf(scores(recency, others))).toBe(segment);
  });

  it('takes the mean of frequency and money, rounded down: who bought once for much is no champion', () => {
    expect(segmentOf(scores(5, 1, 5))).toBe('potential-loyalist');
    expect(segmentOf(scores(5, 1, 2))).toBe('new');
  });

  it('has one of eleven names for each of the 125 scores', () => {
    const all = [1, 2, 3, 4, 5];
    const named = all.flatMap((r) => all.flatMap((f) => all.map((m) => segmentOf(scores(r, f, m)))));
    expect([...new Set(named)].sort()).toEqual([...SEGMENTS].sort());
  });
});
