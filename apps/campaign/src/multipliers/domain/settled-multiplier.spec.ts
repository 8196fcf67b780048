import { settledMultiplier } from './settled-multiplier.js';

const about = { campaignId: 'double', pointsMax: 300 };
const share = (unit: string, amount: number) => ({ period: '2027-01', unit, amount });
const taken = [share('offers', 1), share('points', 300), share('USD', 450)];

describe('a multiplier that is settled', () => {
  it.each([
    ['gave nothing, has spent nothing', 0, 0n, 0n],
    ['gave 1 of 300 points at 1.50 for 100, has spent 1 point and, rounded up, 2 cents', 1, 1n, 2n],
    ['gave 200 of 300 points, has spent two thirds', 200, 200n, 300n],
    ['gave all of it, has spent all that was set aside', 300, 300n, 450n],
    ['is told of more than it might give, has spent no more than was set aside', 301, 300n, 450n],
    ['was heard to have been taken back before it was heard to give, has spent nothing', -5, 0n, 0n],
  ])('and %s', (_title, pointsTold, points, cents) => {
    const changes = settledMultiplier({ ...about, taken, pointsTold });
    expect(changes).toEqual([
      { campaignId: 'double', period: '2027-01', unit: 'points', reserved: -300n, spent: points },
      { campaignId: 'double', period: '2027-01', unit: 'USD', reserved: -450n, spent: cents },
    ]);
  });
});
