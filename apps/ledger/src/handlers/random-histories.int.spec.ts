import { purchaseCompleted, referralCreated, type Envelope } from '@perennial/contracts';
import { anEvent } from '@perennial/testing';
import fc from 'fast-check';

import { arrivals } from '../domain/histories.fixture.js';
import { expectedOf } from '../domain/history-oracle.fixture.js';
import { LedgerRig } from '../ledger-rig.fixture.js';
import { verifyLedger } from '../store/queries/verify-ledger.js';

let rig: LedgerRig;
beforeAll(async () => {
  rig = await LedgerRig.start();
});
afterAll(() => rig?.stop());
afterEach(async () => {
  expect(await verifyLedger(rig.db)).toMatchObject({ ok: true });
  expect(rig.retries).toBe(0);
});

const referred = (referrerId: string, refereeId: string, time: string) =>
  anEvent(referralCreated, { time, data: { referrerId, refereeId } });

describe('random histories', () => {
  /** The same events about other people, so that one database serves all runs. */
  const renamed = (events: readonly Envelope[], run: string): Envelope[] => {
    const text = JSON.stringify(events)
      .replace(/"(customerId|referrerId|refereeId|subject|orderId|reviewId|referralId)":"/g, `$&${run}-`)
      .replace(/"id":"/g, `$&${run}-`);
    return JSON.parse(text);
  };
  const only = (run: string, all: Record<string, number>) =>
    Object.fromEntries(Object.entries(all).filter(([key]) => key.startsWith(`${run}-`)));

  it('come to the same in the database as in the naive implementation, in any order and slicing', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(arrivals, async ({ events, chunks }) => {
        const name = `run${(run += 1)}`;
        const seen = new Set<string>();
        for (const chunk of chunks) {
          // What the inbox does: no event twice.
          const fresh = chunk.filter(({ id }) => !seen.has(id) && seen.add(id));
          await rig.handle(renamed(fresh, name));
        }
        expect(only(name, await rig.awards())).toEqual(expectedOf(renamed(events, name)).awards);
      }),
      { numRuns: 25 },
    );
  });

  it('come to the same when two processes handle their halves at the same time', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(arrivals, async ({ events }) => {
        const name = `par${(run += 1)}`;
        const all = renamed(events, name);
        const half = (remainder: number) => all.filter((_, index) => index % 2 === remainder);
        const inPieces = async (piece: Envelope[], db: typeof rig.db) => {
          for (let start = 0; start < piece.length; start += 4) await rig.handle(piece.slice(start, start + 4), db);
        };
        await Promise.all([inPieces(half(0), rig.db), inPieces(half(1).reverse(), rig.other)]);
        expect(only(name, await rig.awards())).toEqual(expectedOf(all).awards);
      }),
      { numRuns: 25 },
    );
  });

  it('a circle of referrals never closes, though each of its edges comes in a process of its own', async () => {
    for (let round = 0; round < 10; round += 1) {
      const ring = Array.from({ length: 6 }, (_, index) => `ring${round}-${index}`);
      const edges = ring.map((referrer, index) =>
        referred(referrer, ring[(index + 1) % ring.length] ?? '', `2027-01-0${index + 1}T00:00:00Z`),
      );
      await Promise.all(edges.map((edge, index) => rig.handle([edge], index % 2 ? rig.db : rig.other)));
      const rows = await rig.db.query<{ verdict: string }>(
        'select verdict from referral join member on member.account = referee where customer_id = any($1) order by at',
        [ring],
      );
      expect(rows.map(({ verdict }) => verdict)).toEqual([...Array(5).fill('accepted'), 'referral-cycle']);
    }
  });

  it('two chunks whose late purchases reach for members of each other do not deadlock', async () => {
    const bought = (customerId: string, time: string) =>
      anEvent(purchaseCompleted, { time, data: { customerId, totalMinor: 2000, lines: undefined } });
    for (let round = 0; round < 20; round += 1) {
      const [x, y, p, q] = ['x', 'y', 'p', 'q'].map((name) => `late${round}-${name}`) as [
        string,
        string,
        string,
        string,
      ];
      await rig.handle([referred(p, x, '2027-01-01T00:00:00Z'), referred(q, y, '2027-01-01T00:00:00Z')]);
      await rig.handle([bought(x, '2027-03-01T00:00:00Z'), bought(y, '2027-03-01T00:00:00Z')]);
      // Each earlier purchase takes the place of the qualifying one, which corrects the referrer, whom the other chunk holds.
      await Promise.all([
        rig.handle([bought(x, '2027-02-01T00:00:00Z'), bought(q, '2027-02-01T00:00:00Z')], rig.db),
        rig.handle([bought(y, '2027-02-01T00:00:00Z'), bought(p, '2027-02-01T00:00:00Z')], rig.other),
      ]);
      for (const referrer of [p, q]) expect((await rig.wallet(referrer))?.available).toBe(52n);
    }
  });
});
