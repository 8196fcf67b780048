import { fileURLToPath } from 'node:url';

import { compareInOrderOfThings, referralCreated, reviewPublished, type Envelope } from '@perennial/contracts';
import { loadProgramme } from '@perennial/programme';
import fc from 'fast-check';

import { arrivals, eventsOf, happenings } from './histories.fixture.js';
import { expectedOf } from './history-oracle.fixture.js';
import { InMemoryLedger } from './in-memory-ledger.fixture.js';

const jeweller = loadProgramme(fileURLToPath(new URL('../../../../programmes/jeweller.yaml', import.meta.url)));

function ledgerAfter(chunks: readonly (readonly Envelope[])[]): InMemoryLedger {
  const ledger = new InMemoryLedger(jeweller);
  for (const chunk of chunks) ledger.handle(...chunk);
  return ledger;
}

/** What the ledger made of it, in the oracle's words. */
function outcomeOf(ledger: InMemoryLedger): ReturnType<typeof expectedOf> {
  const members = [...ledger.members.values()];
  const positive = (entries: [string, number][]) => Object.fromEntries(entries.filter(([, points]) => points !== 0));
  return {
    earned: positive(members.map(({ customerId, state }) => [customerId, Number(state.earned)])),
    clawedBack: positive(members.map(({ customerId, state }) => [customerId, Number(state.clawedBack)])),
    awards: Object.fromEntries(
      members.flatMap(({ customerId }) =>
        Object.entries(ledger.awards(customerId)).map(([award, points]) => [`${customerId} ${award}`, Number(points)]),
      ),
    ),
    verdicts: Object.fromEntries([...ledger.referrals.values()].map(({ id, verdict }) => [id, verdict])),
  };
}

describe('whatever the order, the repetition and the slicing of events', () => {
  it('balances, awards and verdicts are those of the second, naive implementation of the rules', () => {
    fc.assert(
      fc.property(arrivals, ({ events, chunks }) => {
        const ledger = ledgerAfter(chunks);
        expect(outcomeOf(ledger)).toEqual(expectedOf(events));
        expect(ledger.parked).toEqual([]);
        expect(ledger.facts).toHaveLength(events.length);
      }),
      { numRuns: 1000 },
    );
  });

  it('what was posted sums to what is there, message by message and transfer by transfer, numbered 1, 2, 3 …', () => {
    fc.assert(
      fc.property(arrivals, ({ chunks }) => {
        const ledger = ledgerAfter(chunks);
        for (const { account, customerId, available, state } of ledger.members.values()) {
          const own = ledger.transfers.filter((transfer) => transfer.account === account);
          expect(own.map(({ number }) => number)).toEqual(own.map((_, index) => BigInt(index + 1)));
          expect(new Set(own.map(({ transferId }) => transferId)).size).toBe(own.length);
          expect(own.reduce((sum, { credit, points }) => sum + (credit === 'wallet' ? points : -points), 0n)).toBe(
            available,
          );
          expect(available).toBe(state.earned - state.clawedBack);
          const messages = ledger.messages.filter(({ subject }) => subject === customerId);
          for (const type of ['loyalty.reward.issued.v1', 'loyalty.points.clawed-back.v1']) {
            const numbers = messages.filter((message) => message.type === type).map(({ data }) => data.memberSequence);
            expect(numbers).toEqual(numbers.map((_, index) => index + 1));
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('no stars change anything: not one transfer, not one message', () => {
    const strip = (ledger: InMemoryLedger) => [ledger.transfers, ledger.messages];
    fc.assert(
      fc.property(arrivals, fc.integer({ min: 1, max: 5 }), ({ chunks }, rating) => {
        const restarred = chunks.map((chunk) =>
          chunk.map((event) =>
            event.type === reviewPublished.type ? { ...event, data: { ...(event.data as object), rating } } : event,
          ),
        );
        expect(strip(ledgerAfter(restarred))).toEqual(strip(ledgerAfter(chunks)));
      }),
      { numRuns: 300 },
    );
  });

  it('needs nothing but the stored states when events come in order of things', () => {
    fc.assert(
      fc.property(happenings, (happened) => {
        // Taken back before it was published: that waits, and is a late fact when it no longer does.
        const inOrder = happened.map((thing) =>
          thing.kind === 'review' && thing.takenBack !== undefined && thing.takenBack < thing.time
            ? { ...thing, takenBack: undefined }
            : thing,
        );
        const events = eventsOf(inOrder).filter(
          ({ id, type }) => !id.endsWith('-amended') && type !== referralCreated.type,
        );
        const ledger = ledgerAfter(events.sort(compareInOrderOfThings).map((event) => [event]));
        expect(ledger.retries).toBe(0);
      }),
      { numRuns: 200 },
    );
  });
});
