import { fileURLToPath } from 'node:url';

import { purchaseCompleted, reviewPublished, reviewUnpublished } from '@perennial/contracts';
import { loadProgramme } from '@perennial/programme';
import { anEvent } from '@perennial/testing';

import { InMemoryLedger } from './in-memory-ledger.fixture.js';

const jeweller = loadProgramme(fileURLToPath(new URL('../../../../programmes/jeweller.yaml', import.meta.url)));

const JANUARY = '2027-01-05T10:00:00Z';
const FEBRUARY = '2027-02-05T10:00:00Z';
const published = (customerId: string, time: string) =>
  anEvent(reviewPublished, { id: 'published', time, data: { customerId, reviewId: 'r-1', sku: 'ring' } });
const takenBack = (customerId: string, time: string) =>
  anEvent(reviewUnpublished, { id: 'taken-back', time, data: { customerId, reviewId: 'r-1' } });

let ledger: InMemoryLedger;
beforeEach(() => {
  ledger = new InMemoryLedger(jeweller);
});

describe('a review taken back', () => {
  it('of which no publication is known waits, and makes nobody a member', () => {
    ledger.handle(takenBack('ada', FEBRUARY));
    expect(ledger.parked.map(({ waitsFor, event }) => [waitsFor, event.id])).toEqual([['review:r-1', 'taken-back']]);
    expect(ledger.facts).toEqual([]);
    expect([...ledger.members]).toEqual([]);
    expect([...ledger.accounts]).toEqual([]);
  });

  it.each([
    ['the publication first', [[published('ada', JANUARY)], [takenBack('ada', FEBRUARY)]]],
    ['the taking back first', [[takenBack('ada', FEBRUARY)], [published('ada', JANUARY)]]],
    [
      'the taking back first, twice',
      [[takenBack('ada', FEBRUARY)], [takenBack('ada', FEBRUARY), published('ada', JANUARY)]],
    ],
    ['both at once', [[published('ada', JANUARY), takenBack('ada', FEBRUARY)]]],
    ['both at once, dated the other way round', [[published('ada', FEBRUARY), takenBack('ada', JANUARY)]]],
    ['the taking back first, by arrival and by date', [[takenBack('ada', JANUARY)], [published('ada', FEBRUARY)]]],
    ['the publication first, dated later', [[published('ada', FEBRUARY)], [takenBack('ada', JANUARY)]]],
  ])('is paid and taken back, and nothing waits: %s', (_title, chunks) => {
    for (const chunk of chunks) ledger.handle(...chunk);
    expect(ledger.parked).toEqual([]);
    expect(ledger.rejected).toEqual([]);
    expect(ledger.facts.map(({ event }) => event.id).sort()).toEqual(['published', 'taken-back']);
    expect(ledger.member('ada')).toMatchObject({ available: 0n, state: { earned: 5n, clawedBack: 5n } });

    // Its sku is used up: never paid again.
    ledger.handle(
      anEvent(reviewPublished, {
        time: '2027-03-01T00:00:00Z',
        data: { customerId: 'ada', sku: 'ring', reviewId: 'r-2' },
      }),
    );
    expect(ledger.member('ada')).toMatchObject({ available: 0n, state: { earned: 5n } });
  });

  it('takes effect in its place of a history that goes on after it', () => {
    ledger.handle(anEvent(purchaseCompleted, { time: '2027-03-01T00:00:00Z', data: { customerId: 'ada' } }));
    const before = ledger.member('ada')?.available;
    ledger.handle(takenBack('ada', FEBRUARY));
    ledger.handle(published('ada', JANUARY));
    expect(ledger.member('ada')).toMatchObject({ available: before, state: { clawedBack: 5n } });
    expect(ledger.parked).toEqual([]);
  });

  it('in the name of another customer is refused when it comes with the publication or after it', () => {
    ledger.handle(takenBack('ben', JANUARY), published('ada', FEBRUARY));
    ledger.handle({ ...takenBack('cem', FEBRUARY), id: 'again' });
    expect(ledger.rejected.map(({ reason, event }) => [reason, event.id])).toEqual([
      ['CUSTOMER_MISMATCH', 'taken-back'],
      ['CUSTOMER_MISMATCH', 'again'],
    ]);
    expect(ledger.parked).toEqual([]);
    expect([...ledger.accounts.keys()]).toEqual(['ada']);
    expect(ledger.member('ada')?.available).toBe(5n);
  });

  it('in the name of another customer stays parked without effect when it came before the publication', () => {
    ledger.handle(takenBack('ben', JANUARY));
    ledger.handle(published('ada', FEBRUARY));
    expect(ledger.rejected).toEqual([]);
    expect(ledger.parked.map(({ waitsFor }) => waitsFor)).toEqual(['review:r-1']);
    expect([...ledger.accounts.keys()]).toEqual(['ada']);
    expect(ledger.member('ada')?.available).toBe(5n);
  });
});
