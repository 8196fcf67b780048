import { purchaseCompleted, returnCompleted, type Envelope } from '@perennial/contracts';
import * as testing from '@perennial/testing';

import { Rig } from './delivery-rig.fixture.js';
import { findEvent } from './find-event.js';
import { OrdersHandler, ordersTable } from './orders-handler.fixture.js';

const { anEvent } = testing;

describe('what became of an event', () => {
  let rig: Rig;
  beforeEach(async () => {
    rig = await Rig.build(testing, ['commerce.purchase', 'commerce.return'], { tables: [ordersTable] });
    await rig.start(new OrdersHandler());
  });
  afterEach(() => rig.end());

  const bought = (orderId: string, customerId: string) => anEvent(purchaseCompleted, { data: { orderId, customerId } });
  const returned = (orderId: string, customerId: string, id: string, amountMinor = 100) =>
    anEvent(returnCompleted, {
      id,
      data: { orderId, customerId, amountMinor, lines: undefined, returnId: `rt-${orderId}` },
    });
  const deliver = async (...events: Envelope[]) => {
    for (const event of events) await rig.send(event);
    await rig.drained();
  };
  const found = (event: Envelope) => rig.db.transaction((tx) => findEvent(tx, event));

  it('is that it waits, was accepted, tells again what another told, or was refused; undefined when none came', async () => {
    const waits = returned('o-1', 'ada', 'waits');
    const again = { ...waits, id: 'again' };
    const other = { ...waits, id: 'other', data: { ...waits.data, amountMinor: 1 } };
    await deliver(waits, again, other);
    expect(await found(waits)).toEqual({
      state: 'parked',
      waitsFor: 'order:o-1',
      at: Date.parse(waits.time),
      customers: new Set(['ada']),
    });
    expect(await found(again)).toMatchObject({ state: 'repeat' });
    expect(await found(other)).toMatchObject({ state: 'quarantined', reason: 'ID_REUSED' });
    expect(await found({ ...waits, id: 'never came' })).toBeUndefined();
    await deliver(bought('o-1', 'ada'));
    expect(await found(waits)).toMatchObject({ state: 'accepted' });
    expect(await found(again)).toMatchObject({ state: 'repeat' });
  });

  it('is not that it repeats an accepted one when that one was refused after it had waited', async () => {
    const waits = returned('o-2', 'ben', 'waits');
    const again = { ...waits, id: 'again' };
    await deliver(waits, again);
    await deliver(bought('o-2', 'ada'));
    expect(await found(waits)).toMatchObject({ state: 'quarantined', reason: 'CUSTOMER_MISMATCH' });
    expect(await found(again)).toBeUndefined();
  });

  it('is that it was refused when its id came with other data, after it had repeated an accepted one', async () => {
    const waits = returned('o-3', 'ada', 'waits');
    await deliver(waits, { ...waits, id: 'again' }, returned('o-3', 'ada', 'again', 7));
    expect(await found({ ...waits, id: 'again' })).toMatchObject({ state: 'quarantined', reason: 'ID_REUSED' });
  });
});
