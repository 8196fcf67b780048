import { isEvent, reviewPublished, type Envelope } from '@perennial/contracts';
import { arrivals, histories, tried } from '@perennial/oracle';
import fc from 'fast-check';

import { LedgerTrial, type Arrival } from './ledger-trial.fixture.js';

const TRIED = tried(60);

const restarred = (events: readonly Envelope[], stars: readonly number[]) =>
  new Map(
    events.map((event, index): [Envelope, Envelope] => {
      if (!isEvent(reviewPublished, event)) return [event, event];
      return [event, { ...event, data: { ...event.data, rating: stars[index % stars.length]! } }];
    }),
  );

const trials = histories('jeweller')
  .filter(({ events }) => events.some((event) => isEvent(reviewPublished, event)))
  .chain((history) =>
    fc.record({
      history: fc.constant(history),
      chunks: arrivals<Arrival>([...history.events, ...history.decisions]),
      stars: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 7 }),
    }),
  );

describe('points for a review', () => {
  it('never depend on its stars: with others, transfers and messages are the same to the byte', () => {
    let reviewsPaid = 0;
    fc.assert(
      fc.property(trials, ({ history: { events, decisions }, chunks, stars }) => {
        const now = Math.max(...[...events, ...decisions].map(({ at }) => at));
        const others = restarred(events, stars);
        const [told, restarring] = [
          new LedgerTrial('jeweller', decisions, now),
          new LedgerTrial('jeweller', decisions, now),
        ];
        for (const chunk of chunks) {
          told.arrive(chunk);
          restarring.arrive(chunk.map((each) => ('source' in each ? (others.get(each) ?? each) : each)));
        }
        const written = ({ ledger }: LedgerTrial) =>
          JSON.stringify([ledger.transfers, ledger.messages], (_key, value: unknown) =>
            typeof value === 'bigint' ? String(value) : value,
          );
        expect(written(restarring)).toBe(written(told));
        reviewsPaid += told.ledger.transfers.filter(({ rule }) => rule === 'review').length;
      }),
      TRIED,
    );
    expect(reviewsPaid).toBeGreaterThan(0);
  });
});
