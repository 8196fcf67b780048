import { purchaseDelivered, type Envelope } from '@perennial/contracts';
import {
  acceptedOf,
  arrivals,
  becomes,
  buys,
  cancels,
  histories,
  isErasedAt,
  orderOutcomes,
  sendsBack,
  tried,
} from '@perennial/oracle';
import { anEvent } from '@perennial/testing';
import fc from 'fast-check';

import { isAboutOrder } from './fold-orders.js';
import { OrdersTrial } from './orders-trial.fixture.js';

const AT = '2027-01-05T10:00:00Z';
const LATER = '2027-01-06T10:00:00Z';

function outcomes(events: readonly Envelope[]): string[] {
  const trial = trialOf(events.map((event) => [event]));
  const waiting = new Set(trial.waiting.map(({ event }) => event));
  return events.map((event) => {
    if (waiting.has(event)) return 'parked';
    return trial.refused.get(`${event.source} ${event.id}`) ?? 'accepted';
  });
}

describe('what becomes of an event about an order, as in the ledger', () => {
  it.each(orderOutcomes)('%s', (_title, events, expected) => {
    expect(outcomes(events)).toEqual(expected);
  });

  it.each<[string, Envelope[], string[]]>([
    [
      'an order and its return under two records of one person',
      [becomes('ann', 'anna', AT), buys('ann', 'o', AT, 100), sendsBack('o', 'r', LATER, 50, { customerId: 'anna' })],
      ['accepted', 'accepted', 'accepted'],
    ],
    [
      'an amendment under another record of the person, and under a stranger',
      [buys('ann', 'o', AT, 100), becomes('ann', 'anna', AT), amended('anna', 1), amended('bob', 2)],
      ['accepted', 'accepted', 'accepted', 'DUPLICATE_ORDER'],
    ],
    [
      "an order that only a forgotten customer tells of is nobody else's either, and what waited for it is refused",
      [
        sendsBack('o', 'r', LATER, 50),
        isErasedAt('ann', AT),
        buys('ann', 'o', AT, 100),
        amended('bob', 1),
        cancels('o', LATER),
      ],
      ['SUBJECT_ERASED', 'accepted', 'SUBJECT_ERASED', 'DUPLICATE_ORDER', 'SUBJECT_ERASED'],
    ],
    [
      'a delivery to a forgotten customer, and one to somebody',
      [isErasedAt('ann', AT), delivered('ann'), delivered('bob')],
      ['accepted', 'SUBJECT_ERASED', 'accepted'],
    ],
    [
      "a guest's order: of no customer",
      [buys(undefined, 'o', AT, 9), cancels('o', LATER, 'ann')],
      ['accepted', 'CUSTOMER_MISMATCH'],
    ],
  ])('%s', (_title, events, expected) => {
    expect(outcomes(events)).toEqual(expected);
  });

  const ofOrders = histories('jeweller').map(({ events }) => events.filter((event) => !event.type.includes('erased')));

  it('is what the independent oracle says, one by one in any order, with copies and merges', () => {
    fc.assert(
      fc.property(ofOrders.chain(arrivals), (chunks) => {
        const arriving = chunks.flat().map((event) => [event]);
        const told = acceptedOf('jeweller', arriving).accepted.filter(isAboutOrder);
        expect(named(trialOf(arriving).accepted)).toEqual(named(told));
      }),
      tried(200),
    );
  });

  it('comes to the same orders in any order of arrival in which the same is accepted', () => {
    let same = 0;
    fc.assert(
      fc.property(
        ofOrders.chain((events) => fc.tuple(arrivals(events), arrivals(events))),
        ([chunks, others]) => {
          const [one, other] = [trialOf(chunks), trialOf(others)];
          fc.pre(named(one.accepted).join() === named(other.accepted).join());
          same += 1;
          expect(known(other)).toEqual(known(one));
        },
      ),
      tried(200),
    );
    expect(same).toBeGreaterThan(50);
  });
});

function trialOf(chunks: readonly (readonly Envelope[])[]): OrdersTrial {
  const trial = new OrdersTrial();
  for (const chunk of chunks) trial.arrive(chunk);
  return trial;
}

function amended(customerId: string, revision: number) {
  return buys(customerId, 'o', LATER, 100, { revision });
}

function delivered(customerId: string) {
  return anEvent(purchaseDelivered, { data: { orderId: 'o', customerId }, time: LATER });
}

function named(events: readonly Envelope[]): string[] {
  return [...new Set(events.map((event) => JSON.stringify(event)))].sort();
}

/** By order: all that is known of it, the person in place of the record. */
function known(trial: OrdersTrial): Map<string, object> {
  return new Map(
    [...trial.orders].sort().map(([orderId, order]) => {
      const { customerId = '' } = order.goods ?? {};
      return [orderId, { ...order, goods: { ...order.goods, customerId: trial.personOf(customerId) } }];
    }),
  );
}
