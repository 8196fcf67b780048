import {
  customerErased,
  isEvent,
  partnerReversed,
  purchaseCancelled,
  purchaseCompleted,
  purchaseDelivered,
  returnCompleted,
  reviewPublished,
  reviewUnpublished,
  type Envelope,
} from '@perennial/contracts';
import { acceptedOf, arrivals, histories, programmeIds, tried } from '@perennial/oracle';
import fc from 'fast-check';

import { LedgerTrial } from '../ledger-trial.fixture.js';

const TRIED = tried(30);

/** What may be refused for what is known of its order or review. */
const JUDGED = [
  ...[purchaseCompleted, purchaseCancelled, purchaseDelivered, returnCompleted],
  ...[reviewPublished, reviewUnpublished, partnerReversed],
];
const judged = (events: readonly Envelope[]) => [
  ...new Set(
    events
      .filter((event) => JUDGED.some((declaration) => isEvent(declaration, event)))
      .map((event) => JSON.stringify(event)),
  ),
];

describe.each(programmeIds)('%s: events in any order, one by one', (programme) => {
  it('are accepted or refused as the independent oracle says, of cancelled and amended orders too', () => {
    const arriving = histories(programme).chain(({ events }) => arrivals(events));
    fc.assert(
      fc.property(arriving, (chunks) => {
        const events = chunks.flat();
        // An order that only refused events of a forgotten customer tell of stays nobody's here; the oracle forgets it.
        fc.pre(!events.some((event) => isEvent(customerErased, event)));
        const trial = new LedgerTrial(programme, [], Math.max(0, ...events.map(({ at }) => at)));
        for (const event of events) trial.arrive([event]);
        const told = acceptedOf(
          programme,
          events.map((event) => [event]),
        );
        expect(judged(trial.accepted(events)).sort()).toEqual(judged(told.accepted).sort());
      }),
      TRIED,
    );
  });
});
