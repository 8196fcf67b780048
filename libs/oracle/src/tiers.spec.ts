import { iso, member, type Fact } from './asking.js';
import { DAY } from './calendar.js';
import { buys, cancels, instant, sendsBack, type When } from './shop.js';

const START = '2027-03-01T10:00:00Z';
const after = (days: number, ms = 0) => instant(START) + days * DAY + ms;
const tier = (facts: readonly Fact[], asOf: When) => member('jeweller', facts, asOf).tier!;
const earned = (facts: readonly Fact[], asOf: When) => member('jeweller', facts, asOf).earned;

const gold = buys('ann', 'gold', START, 300_000);
const small = (when: When, orderId = 'small') => buys('ann', orderId, when, 10_000);
const joins = (when: When, orderId = 'join') =>
  buys('ann', orderId, when, 9_900, {
    lines: [{ lineId: '1', sku: 'membership-gold', quantity: 1, unitPriceMinor: 9_900 }],
  });

describe('tiers by points', () => {
  it.each([
    ['299 points are silver', 299_999, 'silver', { id: 'gold', missing: 1 }],
    ['300 points are gold', 300_000, 'gold', { id: 'platinum', missing: 700 }],
    ['301 points are gold', 301_000, 'gold', { id: 'platinum', missing: 699 }],
    ['999 points are gold', 999_999, 'gold', { id: 'platinum', missing: 1 }],
    ['1000 points are platinum', 1_000_000, 'platinum', undefined],
  ])('%s', (_title, totalMinor, id, next) => {
    const now = tier([buys('ann', 'o', START, totalMinor)], START);
    expect(now).toEqual({
      id,
      since: instant(START),
      qualifyingPoints: Math.floor(totalMinor / 1000),
      ...(next ? { next } : {}),
      ...(id === 'silver' ? {} : { validUntil: after(395) }),
    });
  });

  it('multiply from the next fact on: 300, then 12 for 100.00 USD in gold, 15 in platinum', () => {
    expect(earned([gold, small(after(0, 1))], after(1))).toBe(300 + 12);
    const platinum = buys('ann', 'o', START, 1_000_000);
    expect(earned([platinum, small(after(0, 1))], after(1))).toBe(1000 + 15);
  });

  it('are lost 365 + 30 days after the points, at that instant and before a fact of it', () => {
    expect(iso(tier([gold], START).validUntil)).toBe('2028-03-30T10:00:00.000Z');
    expect(tier([gold], after(395, -1))).toMatchObject({ id: 'gold', qualifyingPoints: 0 });
    expect(tier([gold], after(395))).toMatchObject({ id: 'silver', since: after(395) });
    expect(earned([gold, small(after(395, -1))], after(400))).toBe(300 + 12);
    expect(earned([gold, small(after(395))], after(400))).toBe(300 + 10);
  });

  it('count points for 365 days, to the millisecond', () => {
    expect(tier([gold], after(365, -1)).qualifyingPoints).toBe(300);
    expect(tier([gold], after(365)).qualifyingPoints).toBe(0);
  });

  it('are kept when the points are there again before the grace ends, and not when they come with its end', () => {
    const again = (when: When) => [gold, buys('ann', 'again', when, 300_000)];
    expect(tier(again(after(395, -1)), after(396))).toMatchObject({ id: 'gold', since: instant(START) });
    expect(tier(again(after(395)), after(396))).toMatchObject({ id: 'gold', since: after(395) });
    expect(tier([gold, buys('ann', 'again', after(395, -1), 299_000)], after(396)).id).toBe('silver');
  });

  it('go down one at a time, 30 days each', () => {
    const facts = [buys('ann', 'o', START, 1_000_000)];
    expect(tier(facts, after(395, -1)).id).toBe('platinum');
    expect(tier(facts, after(395))).toMatchObject({ id: 'gold', since: after(395), validUntil: after(425) });
    expect(tier(facts, after(425, -1)).id).toBe('gold');
    expect(tier(facts, after(425))).toMatchObject({ id: 'silver', since: after(425) });
  });

  it('stay on the rung below when its points are there', () => {
    const facts = [buys('ann', 'o', START, 1_000_000), buys('ann', 'p', after(200), 300_000)];
    expect(tier(facts, after(430))).toMatchObject({ id: 'gold', since: after(395), validUntil: after(200 + 395) });
  });

  it('begin their grace at a return, and hold a tier reached between a purchase and a return directly after it', () => {
    const facts = [gold, sendsBack('gold', 'r', START, 300_000)];
    expect(tier(facts, START)).toMatchObject({ id: 'gold', qualifyingPoints: 0, validUntil: after(30) });
    expect(tier(facts, after(30)).id).toBe('silver');
  });
});

describe('a paid membership', () => {
  it('is gold from the purchase for 365 days, without grace, and earns nothing itself', () => {
    expect(earned([joins(START), small(after(0, 1))], after(1))).toBe(12);
    expect(tier([joins(START)], START)).toMatchObject({ id: 'gold', since: instant(START), validUntil: after(365) });
    expect(tier([joins(START)], after(365, -1)).id).toBe('gold');
    expect(tier([joins(START)], after(365))).toMatchObject({ id: 'silver', since: after(365) });
  });

  it('is prolonged by a second one, from the current end', () => {
    const facts = [joins(START), joins(after(100), 'more')];
    expect(tier(facts, after(100)).validUntil).toBe(after(730));
  });

  it('ends at once when its line is returned, and a later term keeps its dates', () => {
    const back = { lines: [{ lineId: '1', quantity: 1, amountMinor: 9_900 }] };
    const facts = [joins(START), joins(after(100), 'more'), sendsBack('join', 'r', after(200), 9_900, back)];
    expect(tier(facts, after(200, -1)).id).toBe('gold');
    expect(tier(facts, after(200))).toMatchObject({ id: 'silver', since: after(200) });
    expect(tier(facts, after(365, -1)).id).toBe('silver');
    expect(tier(facts, after(365))).toMatchObject({ id: 'gold', since: after(365), validUntil: after(730) });
  });

  it('ends when returns without lines sum to the total', () => {
    const part = [joins(START), sendsBack('join', 'r', after(10), 9_899)];
    expect(tier(part, after(11)).id).toBe('gold');
    expect(tier([...part, sendsBack('join', 's', after(12), 1)], after(12))).toMatchObject({
      id: 'silver',
      since: after(12),
    });
  });

  it('never counted when its order is cancelled, also for orders in between', () => {
    const facts = [joins(START), small(after(1)), cancels('join', after(2))];
    expect(earned(facts, after(1))).toBe(12);
    expect(earned(facts, after(2))).toBe(10);
  });

  it('is a floor below which points do not fall, and hides no higher tier', () => {
    const facts = [buys('ann', 'o', START, 1_000_000), joins(after(100))];
    expect(tier(facts, after(395, -1)).id).toBe('platinum');
    expect(tier(facts, after(425, 1)).id).toBe('gold');
    expect(tier(facts, after(465))).toMatchObject({ id: 'silver', since: after(465) });
  });
});
