import { readFileSync } from 'node:fs';

import { purchaseCompleted, type Envelope } from '@perennial/contracts';
import { expectedOf } from '@perennial/oracle';
import type { Programme, ProgrammeHistory } from '@perennial/programme';
import { sinceAlways } from '@perennial/programme';
import { anEvent, describeWithRealData } from '@perennial/testing';

import { comparison } from './compared-with-oracle.fixture.js';
import { InMemoryLedger } from './in-memory-ledger.fixture.js';
import { programmes } from './ledger-trial.fixture.js';
import { viewOf } from './member-view.js';

const TODAY = Date.parse('2026-11-01T00:00:00Z');

/** One order per row; orders of a customer on a day 1 ms apart, in the order of the file. */
function ordersOf(csv: string): Envelope[] {
  const ordersOn = new Map<string, number>();
  return csv
    .trim()
    .split('\n')
    .slice(1)
    .map((row, index) => {
      const [customerId = '', date = '', , amount = ''] = row.split(',');
      const before = ordersOn.get(`${customerId} ${date}`) ?? 0;
      ordersOn.set(`${customerId} ${date}`, before + 1);
      const time = new Date(Date.parse(`${date}T00:00:00Z`) + before).toISOString();
      const totalMinor = Math.round(Number(amount) * 100);
      const data = { orderId: `o${index}`, customerId, currency: 'USD', totalMinor, lines: undefined };
      return anEvent(purchaseCompleted, { id: `row-${index}`, time, data });
    });
}

/** All orders in chunks of 1,000, as an import brings them. */
function imported(orders: readonly Envelope[], history: ProgrammeHistory, now: number): InMemoryLedger {
  const ledger = new InMemoryLedger(history, now);
  for (let start = 0; start < orders.length; start += 1000) ledger.handle(...orders.slice(start, start + 1000));
  return ledger;
}

function sums(ledger: InMemoryLedger, asOf: number) {
  const total = { earned: 0n, expired: 0n, available: 0n };
  for (const { account, state } of ledger.members.values()) {
    const { totals, balance } = viewOf(ledger.programmes, account, state, asOf);
    total.earned += totals.earned;
    total.expired += totals.expired;
    total.available += balance.available;
  }
  return total;
}

const earned = (ledger: InMemoryLedger, customerId: string) => ledger.member(customerId)?.state.totals.earned;

describeWithRealData('the CDNOW orders under the jeweller', ['cdnow/transactions.csv'], (file) => {
  const jeweller = programmes.jeweller;
  let orders: Envelope[];
  let ledger: InMemoryLedger;
  beforeAll(() => {
    orders = ordersOf(readFileSync(file, 'utf8'));
    ledger = imported(orders, jeweller, TODAY);
  });

  it('give 6,524 awards and 20,970 points to 2,357 customers, 693 of them to customer 1901', () => {
    expect(orders).toHaveLength(6919);
    expect(ledger.transfers.filter(({ kind }) => kind === 'accrual')).toHaveLength(6524);
    expect(ledger.members.size).toBe(2357);
    expect([sums(ledger, TODAY).earned, earned(ledger, '1901')]).toEqual([20_970n, 693n]);
  });

  it('gave 20,904, and 627, before tiers existed', () => {
    const { tiers: _tiers, ...untiered } = jeweller.versions[0]!.programme;
    const before = imported(orders, sinceAlways(untiered as Programme), TODAY);
    expect([sums(before, TODAY).earned, earned(before, '1901')]).toEqual([20_904n, 627n]);
  });

  it('have all expired by today', () => {
    expect(sums(ledger, TODAY)).toEqual({ earned: 20_970n, expired: 20_970n, available: 0n });
    ledger.tick(TODAY);
    expect([...ledger.members.values()].filter(({ balance }) => balance.available !== 0n)).toEqual([]);
    expect(ledger.messages.filter(({ type }) => type === 'loyalty.points.expired.v1').length).toBeGreaterThan(0);
  });

  it.each([
    ['1 July 1997', '1997-07-01T00:00:00Z', ['gold', 'silver']],
    ['1 July 1998, when nobody had bought enough for gold any more', '1998-07-01T00:00:00Z', ['silver']],
  ])('on %s left what the oracle says, for every 20th customer and the 10 with most points', (_title, time, tiers) => {
    const asOf = Date.parse(time);
    const known = orders.filter(({ at }) => at <= asOf);
    const then = imported(known, jeweller, asOf);
    const customers = [...then.members.values()].map(({ customerId }) => customerId);
    const best = customers.toSorted((a, b) => Number(earned(then, b)! - earned(then, a)!)).slice(0, 10);
    const sample = new Set([...customers.filter((_, index) => index % 20 === 0), ...best]);
    expect(sample.size).toBeGreaterThan(100);
    const seen = new Set<string | undefined>();
    for (const customerId of sample) {
      const events = known.filter(({ subject }) => subject === customerId);
      const member = expectedOf('jeweller', { events, decisions: [] }, asOf).members.get(customerId)!;
      const [told, compared] = comparison(member);
      const { account, state } = then.member(customerId)!;
      expect({ customerId, ...compared(viewOf(jeweller, account, state, asOf)) }).toEqual({ customerId, ...told });
      seen.add(member.tier?.id);
    }
    expect([...seen].sort()).toEqual(tiers);
  });
});
