import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { purchaseCompleted, type Envelope } from '@perennial/contracts';
import { loadProgramme } from '@perennial/programme';
import { anEvent, describeWithRealData } from '@perennial/testing';

import { InMemoryLedger } from './in-memory-ledger.fixture.js';

const jeweller = loadProgramme(fileURLToPath(new URL('../../../../programmes/jeweller.yaml', import.meta.url)));

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
      return anEvent(purchaseCompleted, {
        id: `row-${index}`,
        time,
        data: { orderId: `o${index}`, customerId, totalMinor, lines: undefined },
      });
    });
}

describeWithRealData('the CDNOW orders under the jeweller', ['cdnow/transactions.csv'], (file) => {
  it('give 6,524 awards and 20,904 points to 2,357 customers, 627 of them to customer 1901', () => {
    const orders = ordersOf(readFileSync(file, 'utf8'));
    const ledger = new InMemoryLedger(jeweller);
    for (let start = 0; start < orders.length; start += 1000) ledger.handle(...orders.slice(start, start + 1000));
    expect(orders).toHaveLength(6919);
    expect(ledger.transfers).toHaveLength(6524);
    expect([...ledger.members.values()].reduce((sum, { available }) => sum + available, 0n)).toBe(20_904n);
    expect(ledger.members.size).toBe(2357);
    expect([...ledger.members.values()].filter(({ available }) => available > 0n)).toHaveLength(2267);
    expect(ledger.member('1901')?.available).toBe(627n);
  });
});
