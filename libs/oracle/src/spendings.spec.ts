import {
  adjusts,
  iso,
  member as memberOf,
  redeems,
  reserves,
  reversesRedemption,
  transfers,
  type Fact,
} from './asking.js';
import { buys, cancels, sendsBack, type When } from './shop.js';

const member = (facts: readonly Fact[], asOf: When, who?: string) => memberOf('jeweller', facts, asOf, who);
const lots = (facts: readonly Fact[], asOf: When, who?: string) =>
  member(facts, asOf, who).lots.map(({ points, expiresAt }) => [points, iso(expiresAt)!.slice(0, 10)]);

const january = buys('ann', 'january', '2027-01-05T10:00:00Z', 10_000);
const march = buys('ann', 'march', '2027-03-05T10:00:00Z', 10_000);

describe('redemptions', () => {
  it('draw the points that expire soonest, wherever they stand', () => {
    expect(lots([march, january, redeems(15, '2027-03-06T10:00:00Z')], '2027-03-07T00:00:00Z')).toEqual([
      [5, '2028-04-01'],
    ]);
  });

  it('stand when a late fact leaves them uncovered, as debt from their instant', () => {
    const facts = [january, redeems(10, '2027-02-01T10:00:00Z'), cancels('january', '2027-02-02T10:00:00Z')];
    expect(member(facts, '2027-02-01T12:00:00Z')).toMatchObject({ available: 0, debt: 0, redeemed: 10 });
    expect(member(facts, '2027-02-03T00:00:00Z')).toMatchObject({ available: 0, debt: 10, redeemed: 10, earned: 0 });
  });

  it('come back to their lots when reversed, without what has expired meanwhile', () => {
    const facts = [january, march, redeems(15, '2027-03-06T10:00:00Z')];
    const back = (when: When) => [...facts, reversesRedemption('redemption', when)];
    expect(lots(back('2028-01-31T23:59:59.999Z'), '2028-01-31T23:59:59.999Z')).toEqual([
      [10, '2028-02-01'],
      [10, '2028-04-01'],
    ]);
    const late = member(back('2028-02-01T00:00:00Z'), '2028-02-02T00:00:00Z');
    expect(late).toMatchObject({ available: 10, redeemed: 15, reinstated: 5, expired: 0 });
  });
});

describe('reservations', () => {
  it('take their points out of the lots, where nothing expires or draws them', () => {
    const facts = [january, reserves(8, '2027-01-06T10:00:00Z', '2029-01-01T00:00:00Z')];
    expect(member(facts, '2027-01-06T10:00:00Z')).toMatchObject({ available: 2, reserved: 8 });
    expect(member(facts, '2028-02-01T00:00:00Z')).toMatchObject({ available: 0, reserved: 8, expired: 2 });
  });

  it('return points that are released to their lots, gone if these have expired', () => {
    const release = (when: When) => [
      january,
      reserves(8, '2027-01-06T10:00:00Z', '2029-01-01T00:00:00Z', { release: when }),
    ];
    expect(member(release('2027-01-07T10:00:00Z'), '2027-01-07T10:00:00Z')).toMatchObject({
      available: 10,
      reserved: 0,
    });
    expect(member(release('2028-02-01T00:00:00Z'), '2028-02-01T00:00:00Z')).toMatchObject({
      available: 0,
      reserved: 0,
      expired: 10,
    });
  });

  it('leave expired points that count as given back when their order is', () => {
    const held = reserves(8, '2027-01-06T10:00:00Z', '2029-01-01T00:00:00Z', { release: '2028-02-01T00:00:00Z' });
    const facts = [january, held, sendsBack('january', 'r', '2028-02-02T00:00:00Z', 10_000)];
    expect(member(facts, '2028-02-03T00:00:00Z')).toMatchObject({ expired: 10, clawedBack: 0, debt: 0 });
  });

  it('lapse at the instant they are held until', () => {
    const facts = [january, reserves(8, '2027-01-06T10:00:00Z', '2027-01-06T11:00:00Z')];
    expect(member(facts, '2027-01-06T10:59:59.999Z')).toMatchObject({ available: 2, reserved: 8 });
    expect(member(facts, '2027-01-06T11:00:00Z')).toMatchObject({ available: 10, reserved: 0 });
  });

  it('give back of what paid for an order floor(points × returned ÷ total), cumulatively, the last drawn first', () => {
    const facts = [
      january,
      march,
      reserves(15, '2027-03-06T10:00:00Z', '2027-03-06T11:00:00Z', { orderId: 'paid', commit: '2027-03-06T10:01:00Z' }),
      buys('ann', 'paid', '2027-03-06T10:02:00Z', 900),
      sendsBack('paid', 'r', '2027-03-07T10:00:00Z', 300),
      sendsBack('paid', 's', '2027-03-08T10:00:00Z', 359),
    ];
    expect(member(facts, '2027-03-06T10:02:00Z')).toMatchObject({ available: 5, redeemed: 15 });
    expect(lots(facts, '2027-03-07T10:00:00Z')).toEqual([[10, '2028-04-01']]);
    // 15 × 659 ÷ 900 = 10.98
    expect(lots(facts, '2027-03-08T10:00:00Z')).toEqual([
      [5, '2028-02-01'],
      [10, '2028-04-01'],
    ]);
    const all = [...facts, cancels('paid', '2027-03-09T10:00:00Z')];
    expect(member(all, '2027-03-09T10:00:00Z')).toMatchObject({ available: 20, redeemed: 15, reinstated: 15 });
  });

  it('give back at their commit what was returned before it', () => {
    const facts = [
      january,
      buys('ann', 'paid', '2027-01-06T10:00:00Z', 900),
      sendsBack('paid', 'r', '2027-01-06T10:01:00Z', 300),
      reserves(9, '2027-01-06T10:00:30Z', '2027-01-06T11:00:00Z', { orderId: 'paid', commit: '2027-01-06T10:02:00Z' }),
    ];
    expect(member(facts, '2027-01-06T10:02:00Z')).toMatchObject({ available: 4, redeemed: 9, reinstated: 3 });
  });

  it('give all back when the order is amended to less than was returned of it, or to nothing', () => {
    const facts = [
      january,
      reserves(9, '2027-01-06T10:00:00Z', '2027-01-06T11:00:00Z', { orderId: 'paid', commit: '2027-01-06T10:01:00Z' }),
      buys('ann', 'paid', '2027-01-06T10:02:00Z', 900),
      sendsBack('paid', 'r', '2027-01-07T10:00:00Z', 300),
    ];
    for (const total of [0, 299, 300]) {
      const amended = buys('ann', 'paid', '2027-01-08T10:00:00Z', total, { revision: 1 });
      expect(member([...facts, amended], '2027-01-09T00:00:00Z')).toMatchObject({ available: 10, reinstated: 9 });
    }
  });

  it('cannot be committed any more at the instant they are held until', () => {
    const until = '2027-01-06T11:00:00Z';
    const facts = [january, reserves(8, '2027-01-06T10:00:00Z', until, { commit: until })];
    expect(member(facts, '2027-01-07T00:00:00Z')).toMatchObject({ available: 10, reserved: 0, redeemed: 0 });
  });

  it('give back to the debt first', () => {
    const facts = [
      january,
      reserves(10, '2027-01-06T10:00:00Z', '2027-01-06T11:00:00Z', { orderId: 'paid', commit: '2027-01-06T10:01:00Z' }),
      buys('ann', 'paid', '2027-01-06T10:02:00Z', 900),
      sendsBack('january', 'r', '2027-01-07T10:00:00Z', 7_000),
      sendsBack('paid', 's', '2027-01-08T10:00:00Z', 900),
    ];
    expect(member(facts, '2027-01-07T10:00:00Z')).toMatchObject({ available: 0, debt: 7 });
    expect(member(facts, '2027-01-08T10:00:00Z')).toMatchObject({ available: 3, debt: 0, reinstated: 10 });
  });
});

describe('adjustments and transfers', () => {
  it('count signed, downwards as debt where nothing is left', () => {
    expect(member([adjusts(7, '2027-01-05T10:00:00Z')], '2027-01-06T00:00:00Z')).toMatchObject({
      available: 7,
      adjustments: 7,
      earned: 0,
    });
    expect(member([january, adjusts(-12, '2027-01-06T10:00:00Z')], '2027-01-07T00:00:00Z')).toMatchObject({
      debt: 2,
      adjustments: -12,
    });
  });

  it('keep the dates of every lot that is transferred', () => {
    const facts = [january, march, transfers('ann', 'bob', 15, '2027-03-06T10:00:00Z')];
    expect(lots(facts, '2027-03-07T00:00:00Z', 'bob')).toEqual([
      [10, '2028-02-01'],
      [5, '2028-04-01'],
    ]);
    expect(member(facts, '2027-03-07T00:00:00Z')).toMatchObject({ available: 5, transfers: -15 });
  });

  it('leave an order nothing of its own in another wallet', () => {
    const facts = [
      january,
      transfers('ann', 'bob', 10, '2027-01-06T10:00:00Z'),
      sendsBack('january', 'r', '2027-01-07T10:00:00Z', 10_000),
    ];
    expect(member(facts, '2027-01-08T00:00:00Z')).toMatchObject({ available: 0, debt: 10, clawedBack: 10 });
    expect(member(facts, '2027-01-08T00:00:00Z', 'bob')).toMatchObject({ available: 10 });
  });
});
