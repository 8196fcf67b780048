import { multiplierGranted, type Envelope } from '@perennial/contracts';
import {
  arrivals,
  becomes,
  buys,
  cancels,
  delivers,
  isErasedAt,
  isMultiplied,
  sendsBack,
  spendsAt,
  tried,
  type ProgrammeId,
} from '@perennial/oracle';
import fc from 'fast-check';

import { explained } from '../explain/explained.fixture.js';
import { LedgerTrial } from '../ledger-trial.fixture.js';

const DAY = 86_400_000;
const START = Date.parse('2027-01-05T10:00:00Z');
const at = (days: number) => START + days * DAY;
const NOW = at(40);

const twice = (more = {}) => isMultiplied('ann', 'm', at(0), at(30), { pointsMax: 1_000, ...more });
const order = buys('ann', 'o', at(1), 20_000);

function arriving(events: readonly Envelope[], programme: ProgrammeId = 'jeweller') {
  const trial = new LedgerTrial(programme, [], NOW, events);
  for (const event of events) trial.arrive([event]);
  return trial;
}

const available = (trial: LedgerTrial) => Number(trial.folded('ann', NOW)?.balance.available);
const moved = ({ ledger }: LedgerTrial) =>
  ledger.transfers.map(({ kind, rule, thing, points }) => `${kind} ${points} ${rule} ${thing}`);

describe('a multiplier', () => {
  it('is an award of its own, told of by the name of the campaign and what it granted', () => {
    const { ledger } = arriving([twice(), order]);
    expect(ledger.messages).toMatchObject([
      { data: { points: 20, reason: { rule: 'purchase' }, thing: 'order:o' } },
      {
        ...{ type: 'loyalty.reward.issued.v1', causationid: order.id },
        data: { kind: 'points', points: 20, reason: { rule: 'sale-twice' }, thing: 'grant:m' },
      },
    ]);
    expect(ledger.member('ann')?.state.multipliers).toBeUndefined();
  });

  it('counts for no tier: 400 points of which half are its own reach no gold at 300', () => {
    const view = arriving([twice(), buys('ann', 'o', at(1), 200_000)]).folded('ann', NOW);
    expect([Number(view?.balance.available), view?.tier?.id, view?.tier?.qualifyingPoints]).toEqual([
      400,
      'silver',
      200n,
    ]);
  });

  it('multiplies base points: 1,000 of 1,000 that gold makes 1,250', () => {
    const gold = buys('ann', 'first', at(-1), 300_000);
    expect(available(arriving([gold, twice(), buys('ann', 'o', at(1), 1_000_000)]))).toBe(300 + 1_250 + 1_000);
  });

  it('comes with an order that was told of before it, as a difference', () => {
    expect(moved(arriving([order, twice()]))).toEqual(['accrual 20 purchase order:o', 'accrual 20 sale-twice grant:m']);
  });

  it('moves to an earlier order that comes late, and only the difference is booked', () => {
    const late = buys('ann', 'early', at(0) + 1, 25_000);
    expect(moved(arriving([twice(), order, late]))).toEqual([
      ...['accrual 20 purchase order:o', 'accrual 20 sale-twice grant:m'],
      ...['accrual 25 purchase order:early', 'accrual 5 sale-twice grant:m'],
    ]);
  });

  it('is taken back with a cancelled order as a clawback, and is for the next one', () => {
    const cancelled = [twice(), order, cancels('o', at(2))];
    expect(moved(arriving(cancelled)).slice(2)).toEqual([
      'clawback 20 purchase order:o',
      'clawback 20 sale-twice grant:m',
    ]);
    expect(available(arriving([...cancelled, buys('ann', 'p', at(3), 10_000)]))).toBe(20);
  });

  it('is not given back with an order that was returned', () => {
    const returned = [twice(), order, sendsBack('o', 'r', at(2), 20_000)];
    expect(available(arriving([...returned, buys('ann', 'p', at(3), 10_000)]))).toBe(10);
  });

  it('of two that somebody has, an order takes the one that is over first', () => {
    const soon = isMultiplied('ann', 'soon', at(0), at(3), { factorPercent: 150 });
    const two = [twice(), soon, order];
    expect(available(arriving(two))).toBe(30);
    expect(available(arriving([...two, buys('ann', 'p', at(2), 10_000)]))).toBe(50);
  });

  it('goes with a merged record, and ends with who is forgotten', () => {
    const other = isMultiplied('bob', 'm', at(0), at(30));
    expect(available(arriving([other, becomes('bob', 'ann', at(1)), buys('ann', 'o', at(2), 20_000)]))).toBe(40);
    const { ledger } = arriving([twice(), isErasedAt('ann', at(1))]);
    expect([...ledger.members.values()].flatMap(({ state }) => state.multipliers ?? [])).toEqual([]);
  });

  it('waits as long as what it multiplies, and until the order is delivered', () => {
    const fuel = buys('ann', 'o', at(1), 2_000, { currency: 'GBP', partnerId: 'fuel' });
    const there = (asOf: number, ...more: Envelope[]) =>
      arriving([twice(), fuel, ...more], 'travel-club-on-delivery').folded('ann', asOf)?.balance;
    expect(there(at(2))).toMatchObject({ available: 0n, pending: 20n });
    expect(there(at(15))).toMatchObject({ available: 20n, pending: 0n });
    expect(there(at(2), delivers('o', at(2)))).toMatchObject({ available: 20n, pending: 0n });
  });

  it('waits no longer than until the delivery where a limit left nothing of what it multiplies', () => {
    const fuel = (orderId: string, minor: number, when: number) =>
      buys('ann', orderId, when, minor, { currency: 'GBP', partnerId: 'fuel' });
    const granted = isMultiplied('ann', 'm', at(1) + 1, at(30));
    const events = [fuel('first', 90_000, at(1)), granted, fuel('o', 2_000, at(1) + 2)];
    const there = (...more: Envelope[]) =>
      arriving([...events, ...more], 'travel-club-on-delivery').folded('ann', at(3))?.balance;
    expect(there()).toMatchObject({ available: 0n, pending: 110n });
    expect(there(delivers('o', at(2)))).toMatchObject({ available: 10n, pending: 100n });
    expect(there(delivers('first', at(2)))).toMatchObject({ available: 100n, pending: 10n });
  });

  it('is for orders later than it and before its end, and for nothing else', () => {
    const ordered = (when: number) => available(arriving([twice(), buys('ann', 'o', when, 20_000)]));
    expect([at(0), at(0) + 1, at(30) - 1, at(30)].map(ordered)).toEqual([20, 40, 40, 20]);
    const accrued = spendsAt('fuel', 'ann', 'x', at(1), 2_000);
    expect(arriving([twice(), accrued], 'travel-club').folded('ann', at(20))?.balance.available).toBe(10n);
  });

  it('is explained with what it follows from, and what came back of it', async () => {
    const trial = arriving([twice({ pointsMax: 15 }), order, sendsBack('o', 'r', at(2), 12_000)]);
    const explanation = await explained(trial, 'ann', order);
    expect(explanation?.rules).toContainEqual({
      ...{ rule: 'sale-twice', thing: 'grant:m', result: 'awarded', points: 15n },
      inputs: { basePoints: 20, factorPercent: 200, multiplierPointsMax: 15 },
    });
    expect(explanation?.corrections).toContainEqual(
      expect.objectContaining({
        ...{ why: 'returned', rule: 'sale-twice', booked: -7n },
        takenBack: expect.objectContaining({ points: 7n }),
      }),
    );
  });

  it('has an effect, where it is explained itself, before an order has taken it', async () => {
    expect(await explained(arriving([twice()]), 'ann', twice())).toMatchObject({ outcome: 'applied', rules: [] });
  });

  it('is of a factor above 1, and of a point at least', () => {
    const data = twice().data;
    const isOne = (more: object) => multiplierGranted.data.safeParse({ ...data, ...more }).success;
    expect([isOne({}), isOne({ factorPercent: 100 }), isOne({ pointsMax: 0 })]).toEqual([true, false, false]);
  });
});

describe('what returns take back of a multiplier', () => {
  const returns = fc.array(fc.integer({ min: 1, max: 9_000 }), { minLength: 1, maxLength: 6 });
  const trials = fc
    .record({
      total: fc.integer({ min: 1, max: 60_000 }),
      factorPercent: fc.constantFrom(101, 150, 200, 333),
      pointsMax: fc.constantFrom(1, 7, 40, 1_000),
      returns,
    })
    .chain(({ total, factorPercent, pointsMax, returns: wanted }) => {
      let left = total;
      const back = wanted.flatMap((minor, index) => {
        const amount = Math.min(left, minor);
        left -= amount;
        return amount > 0 ? [sendsBack('o', `r-${index}`, at(2) + index, amount)] : [];
      });
      const events = [twice({ factorPercent, pointsMax }), buys('ann', 'o', at(1), total), ...back];
      return arrivals<Envelope>(events).map((chunks) => ({ total, left, factorPercent, pointsMax, chunks }));
    });
  const gives = (minor: number, { factorPercent, pointsMax }: { factorPercent: number; pointsMax: number }) =>
    Math.min(pointsMax, Math.floor((Math.floor(minor / 1_000) * (factorPercent - 100)) / 100));

  it('comes to what it gives for the order less what it gives for what is left, however they are split, repeated and told', () => {
    fc.assert(
      fc.property(trials, ({ total, left, chunks, ...multiplier }) => {
        const trial = new LedgerTrial('jeweller', [], NOW);
        for (const chunk of chunks) trial.arrive(chunk);
        const totals = trial.ledger.member('ann')?.state.totals;
        const base = (minor: number) => Math.floor(minor / 1_000);
        expect(Number(totals?.earned)).toBe(base(total) + gives(total, multiplier));
        expect(Number(totals?.clawedBack)).toBe(
          base(total) - base(left) + gives(total, multiplier) - gives(left, multiplier),
        );
        const booked = trial.ledger.transfers
          .filter(({ rule }) => rule === 'sale-twice')
          .reduce((sum, { kind, points }) => sum + (kind === 'accrual' ? Number(points) : -Number(points)), 0);
        expect(booked).toBe(gives(left, multiplier));
      }),
      tried(200),
    );
  });
});
