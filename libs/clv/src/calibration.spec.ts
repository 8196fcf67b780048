import { calibration } from './index.js';

const order = (customer: string, date: string, amountMinor: number) => ({ customer, date, amountMinor });

describe('calibration', () => {
  const orders = [
    order('b', '2027-01-10', 500),
    order('a', '2027-01-31', 300),
    order('a', '2027-01-03', 1000),
    order('a', '2027-01-17', 100),
    order('a', '2027-01-17', 200),
    order('c', '2027-02-01', 700),
  ];

  it('counts purchase days after the first, in weeks, with the mean amount of those days', () => {
    const { customers, x, tx, T, m } = calibration(orders, '2027-01-31');
    expect(customers).toEqual(['b', 'a']);
    expect([...x]).toEqual([0, 2]);
    expect([...tx]).toEqual([0, 4]);
    expect([...T]).toEqual([3, 4]);
    expect([...m]).toEqual([0, 300]);
  });

  it('leaves out what lies after the cut, the customers who first bought then too', () => {
    expect([...calibration(orders, '2027-01-30').x]).toEqual([0, 1]);
    expect(calibration(orders, '2027-02-01').customers).toEqual(['b', 'a', 'c']);
    expect(calibration(orders, '2026-12-31').customers).toEqual([]);
  });

  it('takes an order of price 0 for a purchase', () => {
    const { x, m } = calibration([order('a', '2027-01-01', 900), order('a', '2027-01-05', 0)], '2027-01-31');
    expect([x[0], m[0]]).toEqual([1, 0]);
  });

  it('takes a return off the last purchase day before it, and the day with its last cent', () => {
    const bought = [order('a', '2027-01-01', 900), order('a', '2027-01-05', 400), order('b', '2027-01-05', 100)];
    const returned = [...bought, order('a', '2027-01-09', -150), order('b', '2027-01-06', -100)];
    expect(calibration(returned, '2027-01-31')).toMatchObject({ customers: ['a'], m: Float64Array.of(250) });
    const all = calibration([...returned, order('a', '2027-01-30', -250)], '2027-01-31');
    expect([...all.x, ...all.tx, ...all.m]).toEqual([0, 0, 0]);
  });

  it('knows nothing of a return after the cut', () => {
    const orders = [order('a', '2027-01-01', 900), order('a', '2027-01-05', 400), order('a', '2027-01-09', -400)];
    expect([...calibration(orders, '2027-01-08').x, ...calibration(orders, '2027-01-09').x]).toEqual([1, 0]);
  });

  it('counts days of the calendar across a leap day, in the unit asked for', () => {
    const { tx } = calibration([order('a', '2028-02-28', 1), order('a', '2028-03-01', 1)], '2028-03-01', 1);
    expect(tx[0]).toBe(2);
  });

  it.each([
    ['2027-02-30', 100, /not a calendar date/],
    ['1/2/2027', 100, /not a calendar date/],
    ['2027-02-01', 1.5, /whole minor units/],
    ['2027-02-01', -0.5, /whole minor units/],
  ])('refuses date %s with amount %d', (date, amount, message) => {
    expect(() => calibration([order('a', date, amount)], '2027-03-01')).toThrow(message);
  });
});
