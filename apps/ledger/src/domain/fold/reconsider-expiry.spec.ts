import { partnerAccrued, purchaseCompleted } from '@perennial/contracts';
import { anEvent } from '@perennial/testing';

import { DAY_MS } from '../calendar.js';
import { InMemoryLedger } from '../in-memory-ledger.fixture.js';
import { programmes } from '../ledger-trial.fixture.js';
import { viewOf } from '../member-view.js';

const at = (instant: string) => Date.parse(instant);

function extend(ledger: InMemoryLedger, when: string, expiresAt: string): void {
  ledger.command('c-1', `x-${when}`, at(when), () => ({
    ...{ kind: 'extension', extensionId: `x-${when}`, expiresAt: at(expiresAt), reason: 'Shop was closed' },
  }));
}

describe('an extension', () => {
  it('has the notice of expiry come before the new date instead of the old one', () => {
    const ledger = new InMemoryLedger(programmes.jeweller, at('2027-01-10T10:00:00Z'));
    const data = { customerId: 'c-1', currency: 'USD', totalMinor: 100_00, lines: undefined };
    ledger.handle(anEvent(purchaseCompleted, { time: '2027-01-10T10:00:00Z', data }));
    extend(ledger, '2027-06-01T00:00:00Z', '2028-05-01T00:00:00Z');
    for (let day = at('2027-06-02T00:00:00Z'); day < at('2028-06-01T00:00:00Z'); day += DAY_MS) ledger.tick(day);
    const told = ledger.messages.filter(({ type }) => type === 'loyalty.points.will-expire.v1');
    expect(told.map(({ data: { points, expiresAt } }) => [points, expiresAt])).toEqual([
      [10, '2028-05-01T00:00:00.000Z'],
    ]);
    const expired = ledger.messages.filter(({ type }) => type === 'loyalty.points.expired.v1');
    expect(expired.map(({ time }) => time)).toEqual(['2028-05-01T00:00:00.000Z']);
  });

  it('is not undone by an activity that would have all points gone sooner', () => {
    const ledger = new InMemoryLedger(programmes['travel-club'], at('2027-01-10T10:00:00Z'));
    const accrue = (externalId: string, time: string) =>
      ledger.handle(
        anEvent(partnerAccrued, {
          time,
          data: { customerId: 'c-1', partnerId: 'fuel', externalId, amountMinor: 20_00 },
        }),
      );
    accrue('t-1', '2027-01-10T10:00:00Z');
    extend(ledger, '2027-02-01T00:00:00Z', '2030-01-01T00:00:00Z');
    accrue('t-2', '2027-03-10T10:00:00Z');
    const { account, state } = ledger.member('c-1')!;
    const { lots } = viewOf(programmes['travel-club'], account, state, at('2027-06-01T00:00:00Z'));
    expect(lots.map(({ points, expiresAt }) => [points, new Date(expiresAt ?? 0).toISOString()])).toEqual([
      [10n, '2029-03-11T00:00:00.000Z'],
      [10n, '2030-01-01T00:00:00.000Z'],
    ]);
  });
});
