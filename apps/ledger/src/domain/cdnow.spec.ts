import { readFileSync } from 'node:fs';

import { purchaseCompleted, type Envelope } from '@perennial/contracts';
import type { Programme, ProgrammeHistory } from '@perennial/programme';
import { sinceAlways } from '@perennial/programme';
import { anEvent, describeWithRealData } from '@perennial/testing';

import { expectedOf } from '../oracle/oracle.fixture.js';
import { comparison } from './compared-with-oracle.fixture.js';
import { InMemoryLedger } from './in-memory-ledger.fixture.js';
import { programmes } from './ledger-trial.fixture.js';
import { viewOf } from './member-view.js';

const TODAY = Date.parse('2026-11-01T00:00:00Z');
const SUMMER = Date.parse('1998-07-01T00:00:00Z');

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
  beforeAll(() => {
    orders = ordersOf(readFileSync(file, 'utf8'));
  });

  it('give 6,524 awards and 20,970 points to 2,357 customers, 693 of them to customer 1901', () => {
    const ledger = imported(orders, jeweller, TODAY);
    expect(orders).toHaveLength(6919);
    expect(ledger.transfers.filter(({ kind }) => kind === 'accrual')).toHaveLength(6524);
    expect(ledger.members.size).toBe(2357);
    expect([sums(ledger, TODAY).earned, earned(ledger, '1901')]).toEqual([20_970n, 693n]);
  });

  it('gave 20,904, and 627, before tiers existed', () => {
    const { tiers: _tiers, ...untiered } = jeweller.versions[0]!.programme;
    const ledger = imported(orders, sinceAlways(untiered as Programme), TODAY);
    expect([sums(ledger, TODAY).earned, earned(ledger, '1901')]).toEqual([20_904n, 627n]);
  });

  it('have all expired by today', () => {
    const ledger = imported(orders, jeweller, TODAY);
    expect(sums(ledger, TODAY)).toEqual({ earned: 20_970n, expired: 20_970n, available: 0n });
    ledger.tick(TODAY);
    expect([...ledger.members.values()].filter(({ balance }) => balance.available !== 0n)).toEqual([]);
    expect(ledger.messages.filter(({ type }) => type === 'loyalty.points.expired.v1').length).toBeGreaterThan(0);
  });

  it('on 1 July 1998 leave what the oracle says, lots and tiers too: for every 20th customer, and the 10 with most points', () => {
    const ledger = imported(orders, jeweller, SUMMER);
    const customers = [...ledger.members.values()].map(({ customerId }) => customerId);
    const best = customers.toSorted((a, b) => Number(earned(ledger, b)! - earned(ledger, a)!)).slice(0, 10);
    const sample = new Set([...customers.filter((_, index) => index % 20 === 0), ...best]);
    expect(sample.size).toBeGreaterThan(100);
    const tiers = new Set<string>();
    for (const customerId of sample) {
      const events = orders.filter(({ subject }) => subject === customerId);
      const member = expectedOf('jeweller', { events, decisions: [] }, SUMMER).members.get(customerId)!;
      const [told, compared] = comparison(events, member);
      const { account, state } = ledger.member(customerId)!;
      expect({ customerId, ...compared(viewOf(jeweller, account, state, SUMMER)) }).toEqual({ customerId, ...told });
      tiers.add(member.tier?.id ?? '');
    }
    expect([...tiers].sort()).toEqual(['gold', 'silver']);
    const { earned: all, expired, available } = sums(ledger, SUMMER);
    expect([all, expired + available]).toEqual([20_970n, 20_970n]);
  });
});
