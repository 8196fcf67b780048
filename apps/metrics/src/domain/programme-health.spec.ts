import { programmeHealth, type ProgrammeSum } from './programme-health.js';

const sum = (movement: ProgrammeSum['movement'], points: bigint): ProgrammeSum => ({
  ...{ issuer: 'ledger', movement, points, messages: 1 },
});
const rates = (...sums: ProgrammeSum[]) => {
  const { redemptionRate, breakageRate } = programmeHealth({ sums, orders: 0, delays: [] }, 1_000n);
  return { redemptionRate, breakageRate };
};

describe('the rates of some days', () => {
  it('are for each point issued and not clawed back: 30 and 10 of 80', () => {
    const moved = [sum('issued', 100n), sum('clawed-back', -20n), sum('redeemed', -34n), sum('reinstated', 4n)];
    expect(rates(...moved, sum('expired', -7n), sum('forgotten', -3n))).toEqual({
      ...{ redemptionRate: 30 / 80, breakageRate: 10 / 80 },
    });
  });

  it('are above 1 where points of before are spent or expire, and below 0 where more expiry is taken back', () => {
    const issued = sum('issued', 10n);
    expect(rates(issued, sum('redeemed', -15n), sum('expired', -30n))).toEqual({
      redemptionRate: 1.5,
      breakageRate: 3,
    });
    expect(rates(issued, sum('expired', 5n))).toMatchObject({ breakageRate: -0.5 });
  });

  it('are null where nothing was issued', () => {
    expect(rates(sum('expired', -30n))).toEqual({ redemptionRate: null, breakageRate: null });
  });
});
